import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/**
 * Adds tickets for several machines, with demands, that can be revoked. Stores where an enrolment comes from, for the
 * person who decides on it.
 */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await makeUses(db, ddl);
  await widenTickets(db, ddl);
  await db.schema.alterTable("enrolments").addColumn("address", "text").execute();
  await index(db, "tickets", ["created_at", "hash"]);
  await index(db, "tickets", ["made_by"]);
  await index(db, "enrolments", ["state", "created_at", "id"]);
  await makeAdditions(db, ddl);
}

/** Adds one row for each machine that has a ticket: that machine alone may resume with its use (protocol §3.2). */
async function makeUses(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "ticket_uses")
    .addColumn("ticket_hash", "text", (column) => column.notNull().references("tickets.hash"))
    .addColumn("device_jkt", "text", (column) => column.notNull())
    .addColumn("reserved_at", ddl.integer, (column) => column.notNull())
    .addColumn("consumed_at", ddl.integer)
    .addPrimaryKeyConstraint("ticket_uses_key", ["ticket_hash", "device_jkt"])
    .execute();
  await sql`
    insert into ticket_uses (ticket_hash, device_jkt, reserved_at, consumed_at)
    select hash, reserved_by, created_at, consumed_at from tickets where reserved_by is not null`.execute(db);
}

async function widenTickets(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  const tickets = () => db.schema.alterTable("tickets");
  await tickets()
    .addColumn("origin", "text", (column) =>
      column.notNull().defaultTo("server_shell").check(sql`origin in ('first_start', 'server_shell', 'console')`),
    )
    .execute();
  await tickets()
    .addColumn("made_by", "text", (column) => column.references("users.id"))
    .execute();
  await tickets()
    .addColumn("uses", ddl.integer, (column) => column.notNull().defaultTo(1).check(sql`uses >= 1`))
    .execute();
  for (const counted of ["reserved", "consumed"])
    await tickets()
      .addColumn(counted, ddl.integer, (column) =>
        column
          .notNull()
          .defaultTo(0)
          .check(sql`${sql.ref(counted)} >= 0 and ${sql.ref(counted)} <= uses`),
      )
      .execute();
  await tickets().addColumn("demands", "text").execute();
  await tickets().addColumn("note", "text").execute();
  await tickets().addColumn("revoked_at", ddl.integer).execute();
  await sql`update tickets set
    origin = case when bootstrap = 1 then 'first_start' else 'server_shell' end,
    reserved = case when reserved_by is null then 0 else 1 end,
    consumed = case when consumed_at is null then 0 else 1 end`.execute(db);
  await tickets().dropColumn("reserved_by").execute();
  await tickets().dropColumn("consumed_at").execute();
}

/**
 * Stores the evidence of passkeys that joined a bound set later (protocol §3.10), and the names that people give to their
 * things.
 */
async function makeAdditions(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "passkey_additions")
    .addColumn("credential_id", "text", (column) => column.notNull().primaryKey().references("passkeys.credential_id"))
    .addColumn("bound_set_id", "text", (column) => column.notNull().references("bound_sets.id"))
    .addColumn("change_id", "text", (column) => column.notNull().references("console_changes.id"))
    .addColumn("receipt", "text", (column) => column.notNull())
    .addColumn("created_at", ddl.integer, (column) => column.notNull())
    .execute();
  await index(db, "passkey_additions", ["bound_set_id"]);
  await db.schema.alterTable("passkeys").addColumn("label", "text").execute();
  await db.schema.alterTable("devices").addColumn("label", "text").execute();
}

async function index(db: Kysely<unknown>, table: string, columns: string[]): Promise<void> {
  await db.schema
    .createIndex(`${table}_by_${columns.join("_and_")}`)
    .on(table)
    .columns(columns)
    .execute();
}
