import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/** Adds machines that are quarantined, the reports of machines about their programs, and people who have left for good. */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await letDevicesBeQuarantined(db);
  await db.schema.alterTable("devices").addColumn("version", "text").execute();
  await db.schema.alterTable("extensions").addColumn("version", "text").execute();
  // this index serves the list of machines, sorted by these columns
  for (const column of ["last_seen_at", "created_at", "hostname"])
    await db.schema.createIndex(`devices_by_${column}`).on("devices").columns([column, "jkt"]).execute();

  await ddl
    .createTable(db, "offboardings")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("user_id", "text", (column) => column.notNull().unique().references("users.id"))
    .addColumn("at", ddl.integer, (column) => column.notNull())
    .addColumn("report", "text", (column) => column.notNull())
    .execute();
  await ddl.makeAppendOnly(db, "offboardings");
  await ddl.makeFinal(db, "users", "offboarded");
}

/** Makes the column again, with its index (0004), since the words of a CHECK can't be changed. */
async function letDevicesBeQuarantined(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("devices")
    .addColumn("new_state", "text", (column) =>
      column.notNull().defaultTo("pending").check(sql`new_state in ('pending', 'active', 'quarantined', 'revoked')`),
    )
    .execute();
  await sql`update devices set new_state = state`.execute(db);
  await db.schema.dropIndex("devices_ended").execute();
  await db.schema.alterTable("devices").dropColumn("state").execute();
  await db.schema.alterTable("devices").renameColumn("new_state", "state").execute();
  await sql`create index devices_ended on devices (state) where state <> 'active'`.execute(db);
}
