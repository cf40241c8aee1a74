import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/**
 * Adds the list of what was moved to the archive, and lets the database delete an event that a batch of this list holds. Every other change of
 * an event is refused as before.
 */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "archives")
    .addColumn("seq", ddl.integer, (column) => ddl.sequence(column))
    .addColumn("at", ddl.integer, (column) => column.notNull())
    .addColumn("what", "text", (column) => column.notNull().check(sql`what in ('logins', 'events')`))
    .addColumn("file", "text", (column) => column.notNull())
    .addColumn("from_byte", ddl.integer, (column) => column.notNull())
    .addColumn("to_byte", ddl.integer, (column) => column.notNull())
    .addColumn("entries", ddl.integer, (column) => column.notNull())
    .addColumn("sha256", "text", (column) => column.notNull())
    .addColumn("first_event", ddl.integer)
    .addColumn("last_event", ddl.integer)
    .execute();
  await ddl.makeAppendOnly(db, "archives");
  await db.schema.createIndex("archives_by_event").on("archives").columns(["last_event", "first_event"]).execute();
  await sql`create index logins_ended on logins (expires_at)
    where state in ('denied', 'expired', 'refused', 'withdrawn')`.execute(db);
  await ddl.letArchivedGo(db, "events");
}
