import type { Kysely } from "kysely";
import type { Ddl } from "../ddl.ts";

/** Adds the places to which the security log is sent as it is written, and up to where each has it. */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "event_consumers")
    .addColumn("name", "text", (column) => column.notNull().primaryKey())
    .addColumn("reached", ddl.integer, (column) => column.notNull())
    .addColumn("holder", "text")
    .addColumn("lease_until", ddl.integer, (column) => column.notNull())
    .addColumn("due_at", ddl.integer, (column) => column.notNull())
    .addColumn("tries", ddl.integer, (column) => column.notNull())
    .addColumn("sent", ddl.integer, (column) => column.notNull())
    .addColumn("sent_at", ddl.integer)
    .addColumn("failed_at", ddl.integer)
    .addColumn("failure", "text")
    .execute();
}
