import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/**
 * Keeps the texts of people and those of machines in a table each. Both were in one index of trigrams, and a search of machines went through
 * the people who match first.
 */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  for (const [table, kind] of [
    ["searched_people", "person"],
    ["searched_machines", "machine"],
  ] as const) {
    await ddl
      .createTable(db, table)
      .addColumn("no", ddl.integer, ddl.sequence)
      .addColumn("id", "text", (column) => column.notNull().unique())
      .addColumn("text", "text", (column) => column.notNull())
      .execute();
    await sql`
      insert into ${sql.table(table)} (id, text) select id, text from searched where kind = ${kind} order by no`.execute(
      db,
    );
    await ddl.indexTrigrams(db, table, { key: "no", column: "text" });
  }
}
