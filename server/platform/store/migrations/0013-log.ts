import type { Kysely } from "kysely";

/** Indexes the security log by each column that it is searched by, the newest first. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex("events_by_kind").execute();
  for (const column of ["kind", "user_id", "actor_user", "device_jkt", "address"])
    await db.schema.createIndex(`events_by_${column}`).on("events").columns([column, "seq"]).execute();
  await db.schema.createIndex("events_by_at").on("events").columns(["at", "seq"]).execute();
}
