import type { Kysely } from "kysely";
import type { Ddl } from "../ddl.ts";

/** Adds leases with what was counted of them, the tokens that came out of them, and what their keepers did with each. */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "leases")
    .addColumn("login_id", "text", (column) => column.notNull().primaryKey().references("logins.id"))
    .addColumn("family_id", "text", (column) => column.notNull().references("token_families.id"))
    .addColumn("calls_allowed", ddl.integer)
    .addColumn("calls_used", ddl.integer, (column) => column.notNull().defaultTo(0))
    .addColumn("calls_told", ddl.integer, (column) => column.notNull().defaultTo(0))
    .addColumn("idle", ddl.integer)
    .addColumn("last_used", ddl.integer, (column) => column.notNull())
    .addColumn("end_reason", "text")
    .addColumn("created_at", ddl.integer, (column) => column.notNull())
    .addColumn("expires_at", ddl.integer, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("leases_by_family").unique().on("leases").column("family_id").execute();
  await db.schema.createIndex("leases_by_created_at").on("leases").columns(["created_at", "login_id"]).execute();
  await db.schema.createIndex("leases_by_expires_at").on("leases").columns(["expires_at", "login_id"]).execute();
  await ddl
    .createTable(db, "lease_tokens")
    .addColumn("jti", "text", (column) => column.notNull().primaryKey())
    .addColumn("login_id", "text", (column) => column.notNull().references("leases.login_id"))
    .addColumn("resource", "text", (column) => column.notNull())
    .addColumn("scope", "text", (column) => column.notNull())
    .addColumn("tool", "text")
    .addColumn("calls_told", ddl.integer, (column) => column.notNull().defaultTo(0))
    .addColumn("created_at", ddl.integer, (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex("lease_tokens_by_lease")
    .on("lease_tokens")
    .columns(["login_id", "created_at", "jti"])
    .execute();
  await ddl
    .createTable(db, "lease_calls")
    .addColumn("jti", "text", (column) => column.notNull().references("lease_tokens.jti"))
    .addColumn("number", ddl.integer, (column) => column.notNull())
    .addColumn("method", "text", (column) => column.notNull())
    .addColumn("url", "text", (column) => column.notNull())
    .addColumn("status", ddl.integer, (column) => column.notNull())
    .addColumn("told_at", ddl.integer, (column) => column.notNull())
    .addPrimaryKeyConstraint("lease_calls_key", ["jti", "number"])
    .execute();
}
