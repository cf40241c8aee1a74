import { type Kysely, sql } from "kysely";

/** What people see of their own: where they signed in from; and their logins and tokens among 100,000. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("console_sessions").addColumn("address", "text").execute();

  // takes the place of (user_id, expires_at, state): the same questions, and a page or a count of one's own asks no row beside it
  await db.schema.dropIndex("logins_by_user_id_and_expires_at").execute();
  await db.schema
    .createIndex("logins_by_user_id_and_expires_at")
    .on("logins")
    .columns(["user_id", "expires_at", "id", "state", "client_id", "device_jkt"])
    .execute();

  // those that have ended stay for long; only those whose time is not over are asked for
  await db.schema.dropIndex("token_families_by_user_id").execute();
  await db.schema
    .createIndex("token_families_by_user_id_and_expires_at")
    .on("token_families")
    .columns(["user_id", "expires_at", "state"])
    .execute();

  // logins that were started elsewhere and opened by this person: few, among all that the log says of them
  await sql`create index events_foreign_logins on events (user_id, seq) where kind = 'login_reported'`.execute(db);
}
