import type { Kysely } from "kysely";
import type { Ddl } from "../ddl.ts";

export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "login_troubles")
    .addColumn("login_id", "text", (column) => column.notNull().references("logins.id"))
    .addColumn("code", "text", (column) => column.notNull())
    .addColumn("at", ddl.integer, (column) => column.notNull())
    .addColumn("expires_at", ddl.integer, (column) => column.notNull())
    .addPrimaryKeyConstraint("login_troubles_key", ["login_id", "code"])
    .execute();
  await db.schema.createIndex("login_troubles_by_expires_at").on("login_troubles").column("expires_at").execute();
}
