import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/** Adds recoveries, and break-glass codes with their uses (protocol §9). */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await makeRecoveries(db, ddl);
  await makeBreakGlass(db, ddl);
  await letBreakGlassMakeTickets(db);
}

/** Makes the column again, since the words of a CHECK can't be changed. */
async function letBreakGlassMakeTickets(db: Kysely<unknown>): Promise<void> {
  const words = sql`new_origin in ('first_start', 'server_shell', 'break_glass', 'console')`;
  await db.schema
    .alterTable("tickets")
    .addColumn("new_origin", "text", (column) => column.notNull().defaultTo("server_shell").check(words))
    .execute();
  await sql`update tickets set new_origin = origin`.execute(db);
  await db.schema.alterTable("tickets").dropColumn("origin").execute();
  await db.schema.alterTable("tickets").renameColumn("new_origin", "origin").execute();
}

async function makeRecoveries(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "recoveries")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id"))
    .addColumn("state", "text", (column) =>
      column.notNull().check(sql`state in ('started', 'cooling', 'issued', 'stopped', 'lapsed')`),
    )
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("lost", "text", (column) => column.notNull())
    .addColumn("machines", "text", (column) => column.notNull())
    .addColumn("started_by", "text", (column) => column.notNull().references("users.id"))
    .addColumn("started_at", ddl.integer, (column) => column.notNull())
    // the database itself refuses that people agree to their own requests, even if the server has a bug
    .addColumn("seconded_by", "text", (column) => column.references("users.id").check(sql`seconded_by <> started_by`))
    .addColumn("seconded_at", ddl.integer)
    .addColumn("opens_at", ddl.integer, (column) => column.check(sql`opens_at >= seconded_at + 3600000`))
    .addColumn("closes_at", ddl.integer, (column) => column.notNull())
    .addColumn("ticket_hash", "text", (column) => column.references("tickets.hash"))
    .addColumn("stopped_by", "text", (column) => column.references("users.id"))
    .addColumn("stopped_at", ddl.integer)
    .addColumn("stopped_how", "text", (column) => column.check(sql`stopped_how in ('stopped', 'cancelled', 'not_me')`))
    .addColumn("stopped_note", "text")
    .addColumn("version", ddl.integer, (column) => column.notNull())
    .execute();
  await sql`create unique index recoveries_open on recoveries (user_id) where state in ('started', 'cooling')`.execute(
    db,
  );
  await db.schema.createIndex("recoveries_by_start").on("recoveries").columns(["started_at", "id"]).execute();
}

async function makeBreakGlass(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "break_glass_codes")
    .addColumn("hash", "text", (column) => column.notNull().primaryKey())
    .addColumn("sheet", ddl.integer, (column) => column.notNull())
    .addColumn("number", ddl.integer, (column) => column.notNull())
    .addColumn("made_at", ddl.integer, (column) => column.notNull())
    .addColumn("voided_at", ddl.integer)
    .addColumn("used_at", ddl.integer)
    .execute();
  await ddl
    .createTable(db, "break_glass_uses")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("code_hash", "text", (column) => column.notNull().unique().references("break_glass_codes.hash"))
    .addColumn("at", ddl.integer, (column) => column.notNull())
    .addColumn("user_id", "text", (column) => column.notNull().references("users.id"))
    .addColumn("address", "text", (column) => column.notNull())
    .addColumn("ticket_hash", "text", (column) => column.notNull().unique().references("tickets.hash"))
    .addColumn("session_hash", "text", (column) => column.notNull().unique())
    .addColumn("session_jkt", "text", (column) => column.notNull())
    .addColumn("expires_at", ddl.integer, (column) => column.notNull())
    .addColumn("ended_at", ddl.integer)
    .addColumn("reviewed_at", ddl.integer)
    .addColumn("reviewed_by", "text", (column) => column.references("users.id"))
    .addColumn("review", "text")
    .execute();
  await db.schema.createIndex("break_glass_uses_by_at").on("break_glass_uses").columns(["at", "id"]).execute();
  await sql`create index break_glass_unreviewed on break_glass_uses (at) where reviewed_at is null`.execute(db);
}
