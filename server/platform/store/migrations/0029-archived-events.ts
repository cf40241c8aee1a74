import type { Kysely } from "kysely";
import type { Ddl } from "../ddl.ts";

/**
 * Lists the very events that a batch of the archive holds, as runs of numbers, and lets the database delete no others. The list of batches gets
 * what makes a line of the archive's index whole: the hash of the line before.
 */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "archived_events")
    .addColumn("last_event", ddl.integer, (column) => column.primaryKey()) // the first run that ends behind an event is the one to ask
    .addColumn("first_event", ddl.integer, (column) => column.notNull())
    .execute();
  await ddl.makeAppendOnly(db, "archived_events");
  await db.schema.alterTable("archives").addColumn("previous", "text").execute();
  await ddl.letListedGo(db, "events", "archived_events");
}
