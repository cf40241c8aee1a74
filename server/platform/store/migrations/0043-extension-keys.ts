import type { Kysely } from "kysely";
import type { Ddl } from "../ddl.ts";

/** Adds the keys by which the server signs the extension's package, and from which the extension's id follows. */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "extension_keys")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("public_key", "text", (column) => column.notNull())
    .addColumn("private_jwk", "text")
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("created_at", ddl.integer, (column) => column.notNull())
    .addColumn("retired_at", ddl.integer)
    .addColumn("ended_at", ddl.integer)
    .addColumn("highest_version", "text")
    .execute();
}
