import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

type Column = (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;

const key: Column = (column) => column.notNull().primaryKey();
const required: Column = (column) => column.notNull();
const zero: Column = (column) => column.notNull().defaultTo(0);
/** Makes a reference that must be there; `references` alone allows null. */
const of =
  (target: string): Column =>
  (column) =>
    column.notNull().references(target);
const maybeOf =
  (target: string): Column =>
  (column) =>
    column.references(target);

/** Allows these words only; the database itself enforces it. */
const oneOf =
  (name: string, words: readonly string[]): Column =>
  (column) =>
    column.notNull().check(sql`${sql.ref(name)} in (${sql.join(words.map((word) => sql.lit(word)))})`);
const flag =
  (name: string): Column =>
  (column) =>
    column.notNull().check(sql`${sql.ref(name)} in (0, 1)`);

const KEY_STATES = ["pending", "active", "revoked"];

export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await makeDirectory(db, ddl);
  await makeEnrolment(db, ddl);
  await makeLogin(db, ddl);
  await makeOauth(db, ddl);
  await makeServer(db, ddl);
}

async function makeDirectory(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "users")
    .addColumn("id", "text", key)
    .addColumn("name", "text", (column) => column.notNull().unique())
    .addColumn("display_name", "text", required)
    .addColumn("role", "text", oneOf("role", ["member", "administrator"]))
    .addColumn("state", "text", oneOf("state", ["active", "suspended"]))
    .addColumn("created_at", ddl.integer, required)
    .execute();
  await ddl
    .createTable(db, "bound_sets")
    .addColumn("id", "text", key)
    .addColumn("user_id", "text", of("users.id"))
    .addColumn("state", "text", oneOf("state", KEY_STATES))
    .addColumn("created_at", ddl.integer, required)
    .addColumn("confirmed_at", ddl.integer)
    .execute();
  await ddl
    .createTable(db, "devices")
    .addColumn("jkt", "text", key)
    .addColumn("bound_set_id", "text", of("bound_sets.id"))
    .addColumn("jwk", "text", required)
    .addColumn("key_storage", "text", required)
    .addColumn("hostname", "text", required)
    .addColumn("os", "text", required)
    .addColumn("state", "text", oneOf("state", KEY_STATES))
    .addColumn("created_at", ddl.integer, required)
    .addColumn("last_seen_at", ddl.integer, required)
    .execute();
  await ddl
    .createTable(db, "extensions")
    .addColumn("jkt", "text", key)
    .addColumn("bound_set_id", "text", of("bound_sets.id"))
    .addColumn("jwk", "text", required)
    .addColumn("browser", "text", required)
    .addColumn("state", "text", oneOf("state", KEY_STATES))
    .addColumn("created_at", ddl.integer, required)
    .execute();
  await ddl
    .createTable(db, "passkeys")
    .addColumn("credential_id", "text", key)
    .addColumn("bound_set_id", "text", of("bound_sets.id"))
    .addColumn("public_key", ddl.bytes, required)
    .addColumn("counter", ddl.integer, required)
    .addColumn("backup_eligible", ddl.integer, flag("backup_eligible"))
    .addColumn("backed_up", ddl.integer, flag("backed_up"))
    .addColumn("user_verified", ddl.integer, flag("user_verified"))
    .addColumn("aaguid", "text", required)
    .addColumn("attestation_format", "text", required)
    .addColumn("attestation_verdict", "text", required)
    .addColumn("transports", "text", required)
    .addColumn("user_handle", "text", required)
    .addColumn("state", "text", oneOf("state", KEY_STATES))
    .addColumn("created_at", ddl.integer, required)
    .execute();
  await index(db, "bound_sets", "user_id");
  await index(db, "devices", "bound_set_id");
  await index(db, "extensions", "bound_set_id");
  await index(db, "passkeys", "bound_set_id");
}

async function makeEnrolment(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "tickets")
    .addColumn("hash", "text", key)
    .addColumn("user_id", "text", of("users.id"))
    .addColumn("bootstrap", ddl.integer, flag("bootstrap"))
    .addColumn("expires_at", ddl.integer, required)
    .addColumn("reserved_by", "text")
    .addColumn("consumed_at", ddl.integer)
    .addColumn("created_at", ddl.integer, required)
    .execute();
  await ddl
    .createTable(db, "enrolments")
    .addColumn("id", "text", key)
    .addColumn("kind", "text", oneOf("kind", ["machine", "browser"]))
    .addColumn("ticket_hash", "text", maybeOf("tickets.hash"))
    .addColumn("user_id", "text", of("users.id"))
    .addColumn("bound_set_id", "text", maybeOf("bound_sets.id"))
    .addColumn("device_jkt", "text", required)
    .addColumn("device_jwk", "text", required)
    .addColumn("key_storage", "text", required)
    .addColumn("request", "text", required)
    .addColumn("loopback", "text", required)
    .addColumn("state", "text", required)
    .addColumn("data", "text", required)
    .addColumn("created_at", ddl.integer, required)
    .addColumn("expires_at", ddl.integer, required)
    .addColumn("version", ddl.integer, zero)
    .execute();
  await index(db, "tickets", "user_id");
  await index(db, "tickets", "expires_at");
  await index(db, "enrolments", "ticket_hash");
  await index(db, "enrolments", "user_id");
  await index(db, "enrolments", "bound_set_id");
  await index(db, "enrolments", "device_jkt");
  await index(db, "enrolments", "state", "expires_at");
}

async function makeLogin(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  const states = ["pending", "met", "approved", "redeemed", "denied", "expired", "refused"]; // protocol §5
  await ddl
    .createTable(db, "logins")
    .addColumn("id", "text", key)
    .addColumn("device_code_hash", "text", (column) => column.notNull().unique())
    .addColumn("state", "text", oneOf("state", states))
    .addColumn("client_id", "text", required)
    .addColumn("device_jkt", "text", of("devices.jkt"))
    .addColumn("session_jkt", "text", required)
    .addColumn("user_id", "text", maybeOf("users.id"))
    .addColumn("bound_set_id", "text", of("bound_sets.id"))
    .addColumn("device_statement", "text", required)
    .addColumn("request", "text", required)
    .addColumn("facts", "text", required)
    .addColumn("data", "text", required)
    .addColumn("created_at", ddl.integer, required)
    .addColumn("expires_at", ddl.integer, required)
    .addColumn("decided_at", ddl.integer)
    .addColumn("version", ddl.integer, zero)
    .execute();
  await ddl
    .createTable(db, "nonces")
    .addColumn("hash", "text", key)
    .addColumn("statement", "text", required)
    .addColumn("subject", "text", required)
    .addColumn("browser_session", "text", required)
    .addColumn("expires_at", ddl.integer, required)
    .addColumn("used_at", ddl.integer)
    .execute();
  await ddl
    .createTable(db, "evidence")
    .addColumn("login_id", "text", (column) => key(column).references("logins.id"))
    .addColumn("data", "text", required)
    .addColumn("created_at", ddl.integer, required)
    .execute();
  await index(db, "logins", "device_jkt");
  await index(db, "logins", "user_id");
  await index(db, "logins", "bound_set_id");
  await index(db, "logins", "state", "expires_at");
  await index(db, "nonces", "subject");
  await index(db, "nonces", "expires_at");
}

async function makeOauth(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "token_families")
    .addColumn("id", "text", key)
    .addColumn("login_id", "text", (column) => of("logins.id")(column).unique())
    .addColumn("user_id", "text", of("users.id"))
    .addColumn("device_jkt", "text", of("devices.jkt"))
    .addColumn("session_jkt", "text", required)
    .addColumn("client_id", "text", required)
    .addColumn("scope", "text", required)
    .addColumn("data", "text", required)
    .addColumn("state", "text", oneOf("state", ["active", "revoked"]))
    .addColumn("reason", "text")
    .addColumn("created_at", ddl.integer, required)
    .addColumn("expires_at", ddl.integer, required)
    .execute();
  await ddl
    .createTable(db, "refresh_tokens")
    .addColumn("hash", "text", key)
    .addColumn("family_id", "text", of("token_families.id"))
    .addColumn("state", "text", oneOf("state", ["active", "used", "voided"]))
    .addColumn("successor", "text")
    .addColumn("created_at", ddl.integer, required)
    .addColumn("expires_at", ddl.integer, required)
    .addColumn("used_at", ddl.integer)
    .execute();
  await ddl
    .createTable(db, "access_tokens")
    .addColumn("jti", "text", key)
    .addColumn("family_id", "text", of("token_families.id"))
    .addColumn("expires_at", ddl.integer, required)
    .addColumn("created_at", ddl.integer, required)
    .execute();
  await ddl
    .createTable(db, "replay")
    .addColumn("key", "text", key)
    .addColumn("expires_at", ddl.integer, required)
    .execute();
  await index(db, "token_families", "user_id");
  await index(db, "token_families", "device_jkt");
  await index(db, "token_families", "expires_at");
  await index(db, "refresh_tokens", "family_id");
  await index(db, "refresh_tokens", "expires_at");
  await index(db, "access_tokens", "family_id");
  await index(db, "access_tokens", "expires_at");
  await index(db, "replay", "expires_at");
}

async function makeServer(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "events")
    .addColumn("seq", ddl.integer, (column) => ddl.sequence(column))
    .addColumn("at", ddl.integer, required)
    .addColumn("kind", "text", required)
    .addColumn("version", ddl.integer, required)
    .addColumn("subject", "text")
    .addColumn("data", "text", required)
    .execute();
  await ddl.makeAppendOnly(db, "events");
  await ddl
    .createTable(db, "signing_keys")
    .addColumn("kid", "text", key)
    .addColumn("private_jwk", "text", required)
    .addColumn("public_jwk", "text", required)
    .addColumn("state", "text", oneOf("state", ["active", "retired"]))
    .addColumn("created_at", ddl.integer, required)
    .execute();
  await ddl.createTable(db, "settings").addColumn("name", "text", key).addColumn("value", "text", required).execute();
  await index(db, "events", "subject");
  await index(db, "events", "kind");
}

/**
 * Makes an index for lookups by a reference, or for the housekeeping by expiry. An index by expiry holds only rows that can
 * still expire, since settled rows stay.
 */
async function index(db: Kysely<unknown>, table: string, ...columns: string[]): Promise<void> {
  await db.schema
    .createIndex(`${table}_by_${columns.join("_and_")}`)
    .on(table)
    .columns(columns)
    .execute();
}
