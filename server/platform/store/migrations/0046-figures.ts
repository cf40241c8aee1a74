import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

const STATES = ["active"];

/**
 * What the console counts for its pictures. Active machines are counted by the place of their keys as they come and go, since to count a
 * million of them takes seconds. Logins are indexed by outcome and by program, and by the time at which they began: counts of a day are
 * read along an index, with nothing to sort. Each login is written into them once, as it ends.
 */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "machine_counts")
    .addColumn("no", ddl.integer, ddl.sequence)
    .addColumn("key_storage", "text", (column) => column.notNull())
    .addColumn("count", ddl.integer, (column) => column.notNull())
    .execute();
  await sql`
    insert into machine_counts (key_storage, count)
    select key_storage, count(*) from devices where state in (${sql.join(STATES.map((state) => sql.lit(state)))})
    group by key_storage`.execute(db);
  await ddl.keepCounted(db, "devices", { by: ["key_storage"], states: STATES, into: "machine_counts" });
  for (const statement of INDEXES) await sql.raw(statement).execute(db);
}

const SETTLED = "where state in ('redeemed', 'denied', 'expired', 'refused', 'withdrawn')";
const INDEXES = [
  `create index logins_settled on logins (state, created_at) ${SETTLED}`,
  // the state is a column too: SQLite compares it although the index has no others
  `create index logins_by_program on logins (client_id, created_at, state) ${SETTLED}`,
];
