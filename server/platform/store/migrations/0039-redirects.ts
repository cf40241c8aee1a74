import type { Kysely } from "kysely";
import type { Ddl } from "../ddl.ts";

/** Adds what programs ask for that only know a loopback redirect. */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "redirects")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("authorization", "text", (column) => column.notNull())
    .addColumn("ask", "text", (column) => column.notNull())
    .addColumn("browser_session", "text", (column) => column.notNull())
    .addColumn("bound_set_id", "text", (column) => column.notNull().references("bound_sets.id"))
    .addColumn("device_jkt", "text", (column) => column.notNull().references("devices.jkt"))
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("reason", "text")
    .addColumn("login_id", "text", (column) => column.references("logins.id"))
    .addColumn("code_hash", "text")
    .addColumn("code_expires_at", ddl.integer)
    .addColumn("delivered_at", ddl.integer)
    .addColumn("created_at", ddl.integer, (column) => column.notNull())
    .addColumn("expires_at", ddl.integer, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("redirects_by_device").on("redirects").column("device_jkt").execute();
  await db.schema.createIndex("redirects_by_login").unique().on("redirects").column("login_id").execute();
  await db.schema.createIndex("redirects_by_code").unique().on("redirects").column("code_hash").execute();
  await db.schema.createIndex("redirects_by_expires_at").on("redirects").column("expires_at").execute();
}
