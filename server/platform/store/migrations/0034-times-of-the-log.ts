import type { Kysely } from "kysely";

/**
 * Indexes the log by time again. Times do not grow with the numbers where a clock was wrong for a while, and a search that took them to
 * do so hid entries.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex("events_by_at").on("events").columns(["at", "seq"]).execute();
}
