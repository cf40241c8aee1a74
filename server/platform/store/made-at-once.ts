import { sql } from "kysely";
import { DEFAULT_MIGRATION_TABLE } from "kysely/migration";
import type { Db } from "./database.ts";

/** Everything that the steps make in an empty database. */
export interface MadeAtOnce {
  readonly steps: readonly string[];
  /** They make the same tables, with the rows that the steps leave in them. */
  readonly statements: readonly string[];
}

/** Makes all tables of an empty database, and notes every step as taken: with all of them or none. */
export const makeAtOnce = (db: Db, { steps, statements }: MadeAtOnce): Promise<void> =>
  db.transaction().execute(async (trx) => {
    for (const statement of statements) await sql.raw(statement).execute(trx);
    await sql`
      insert into ${sql.table(DEFAULT_MIGRATION_TABLE)} (name, timestamp)
      select value, strftime('%Y-%m-%dT%H:%M:%fZ') from json_each(${JSON.stringify(steps)})`.execute(trx);
  });
