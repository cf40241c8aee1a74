import type { Kysely } from "kysely";
import type { Ddl } from "../ddl.ts";

/** Adds what each machine said last of its own protection. */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "postures")
    .addColumn("device_jkt", "text", (column) => column.notNull().primaryKey().references("devices.jkt"))
    .addColumn("posture", "text", (column) => column.notNull())
    .addColumn("stated_at", ddl.integer, (column) => column.notNull())
    .execute();
}
