import type { Kysely } from "kysely";
import type { Ddl } from "../ddl.ts";

/**
 * Adds the secret that never makes way for another one, by which the server knows again the names of people who were erased. It has a table of its
 * own, because a version before this one deletes what it does not know of `server_secrets`.
 */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "lasting_secrets")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("secret", "text", (column) => column.notNull())
    .addColumn("made_at", ddl.integer, (column) => column.notNull())
    .execute();
}
