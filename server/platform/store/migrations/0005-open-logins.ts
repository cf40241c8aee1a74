import type { Kysely } from "kysely";

/**
 * How many logins of a machine or of a person are open is counted at each one that is started (server/limits), and all of them
 * stay: so they are found by when they end, those of long ago are not looked at.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of ["device_jkt", "user_id"]) {
    await db.schema.dropIndex(`logins_by_${column}`).execute();
    await db.schema
      .createIndex(`logins_by_${column}_and_expires_at`)
      .on("logins")
      .columns([column, "expires_at", "state"])
      .execute();
  }
}
