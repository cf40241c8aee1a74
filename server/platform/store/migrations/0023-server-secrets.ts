import type { Kysely } from "kysely";
import type { Ddl } from "../ddl.ts";

/** Adds the secrets by which every process of the server recognises what another one gave out. */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "server_secrets")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("secret", "text", (column) => column.notNull())
    .addColumn("made_at", ddl.integer, (column) => column.notNull())
    .execute();
}
