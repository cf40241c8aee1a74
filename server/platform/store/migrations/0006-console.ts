import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

const ROLES = ["user", "approver", "auditor", "rule_author", "administrator", "owner"];
const STATES = ["active", "suspended", "offboarded"];

/** Adds the console: roles, sessions, the author of each change, and the person whom an event concerns. */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await widen(db, "role", ROLES, "user");
  // An administrator had the server's whole shell until now, so administrators become owners: nobody else could name owners.
  await sql`update users set new_role = case role when 'administrator' then 'owner' else 'user' end`.execute(db);
  await replace(db, "role");
  await db.schema.dropIndex("users_ended").execute();
  await widen(db, "state", STATES, "active");
  await sql`update users set new_state = state`.execute(db);
  await replace(db, "state");
  await sql`create index users_ended on users (state) where state <> 'active'`.execute(db);
  await db.schema.alterTable("users").addColumn("email", "text").execute();

  for (const column of ["actor_user", "actor_device", "actor_change", "user_id", "device_jkt", "address"])
    await db.schema.alterTable("events").addColumn(column, "text").execute();

  await ddl
    .createTable(db, "console_sessions")
    .addColumn("hash", "text", (column) => column.notNull().primaryKey())
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id"))
    .addColumn("bound_set_id", "text", (column) => column.notNull().references("bound_sets.id"))
    .addColumn("extension_jkt", "text", (column) => column.notNull())
    .addColumn("credential_id", "text", (column) => column.notNull())
    .addColumn("session_jkt", "text", (column) => column.notNull())
    .addColumn("created_at", ddl.integer, (column) => column.notNull())
    .addColumn("seen_at", ddl.integer, (column) => column.notNull())
    .addColumn("expires_at", ddl.integer, (column) => column.notNull())
    .addColumn("ended_at", ddl.integer)
    .execute();
  await db.schema.createIndex("console_sessions_by_user_id").on("console_sessions").column("user_id").execute();
  await db.schema.createIndex("console_sessions_by_expires_at").on("console_sessions").column("expires_at").execute();

  await ddl
    .createTable(db, "console_nonces")
    .addColumn("hash", "text", (column) => column.notNull().primaryKey())
    .addColumn("subject", "text", (column) => column.notNull())
    .addColumn("expires_at", ddl.integer, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("console_nonces_by_expires_at").on("console_nonces").column("expires_at").execute();

  await ddl
    .createTable(db, "console_changes")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("at", ddl.integer, (column) => column.notNull())
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id"))
    .addColumn("device_jkt", "text", (column) => column.notNull())
    .addColumn("credential_id", "text", (column) => column.notNull())
    .addColumn("permission", "text", (column) => column.notNull())
    .addColumn("path", "text", (column) => column.notNull())
    .addColumn("nonce", "text", (column) => column.notNull())
    .addColumn("change", "text", (column) => column.notNull())
    .addColumn("assertion", "text", (column) => column.notNull())
    .execute();
  await ddl.makeAppendOnly(db, "console_changes");
}

/** Makes the column again, since neither database can change the words of a CHECK. */
async function widen(db: Kysely<unknown>, column: string, words: readonly string[], first: string): Promise<void> {
  const name = `new_${column}`;
  const one = sql`${sql.ref(name)} in (${sql.join(words.map((word) => sql.lit(word)))})`;
  await db.schema
    .alterTable("users")
    .addColumn(name, "text", (added) => added.notNull().defaultTo(first).check(one))
    .execute();
}

async function replace(db: Kysely<unknown>, column: string): Promise<void> {
  await db.schema.alterTable("users").dropColumn(column).execute();
  await db.schema.alterTable("users").renameColumn(`new_${column}`, column).execute();
}
