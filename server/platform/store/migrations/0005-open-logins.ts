import type { Kysely } from "kysely";

/**
 * Indexes logins by the time at which they end. The server counts the open logins of a machine and of a person whenever one
 * is started (server/platform/limits). All logins stay in the table, so this index spares the count those of long ago.
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
