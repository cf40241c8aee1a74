import type { Kysely } from "kysely";
import type { Ddl } from "../ddl.ts";

/** Adds the host keys that administrators enrolled, and the sessions with hosts and the containers that have ended. */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "host_keys")
    .addColumn("fingerprint", "text", (column) => column.notNull().primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("type", "text", (column) => column.notNull())
    .addColumn("added_at", ddl.integer, (column) => column.notNull())
    .execute();
  await ddl
    .createTable(db, "place_ends")
    .addColumn("device_jkt", "text", (column) => column.notNull().references("devices.jkt"))
    .addColumn("place", "text", (column) => column.notNull())
    .addColumn("ended_at", ddl.integer, (column) => column.notNull())
    .addPrimaryKeyConstraint("place_ends_key", ["device_jkt", "place"])
    .execute();
  await db.schema.createIndex("place_ends_old").on("place_ends").column("ended_at").execute();
}
