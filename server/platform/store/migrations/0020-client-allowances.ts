import type { Kysely } from "kysely";
import type { Ddl } from "../ddl.ts";

/** Adds allowances, by which the built-in command line may ask for more than it may by itself. */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "client_allowances")
    .addColumn("client_id", "text", (column) => column.notNull().primaryKey())
    .addColumn("data", "text", (column) => column.notNull())
    .addColumn("changed_at", ddl.integer, (column) => column.notNull())
    .execute();
}
