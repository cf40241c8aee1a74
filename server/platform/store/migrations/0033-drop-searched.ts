import type { Kysely } from "kysely";

/** Drops the table of both people and machines, which no released version has used. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable("searched").execute();
  await db.schema.dropTable("searched_trigrams").ifExists().execute(); // the index is a table on SQLite
}
