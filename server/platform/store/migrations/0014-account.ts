import { type Kysely, sql } from "kysely";

/** Stores the address that a person signed in from, and finds a person's own logins and tokens among 100,000. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("console_sessions").addColumn("address", "text").execute();

  // this index replaces (user_id, expires_at, state): it serves the same queries, and a page or a count of one's own logins is
  // read from it alone
  await db.schema.dropIndex("logins_by_user_id_and_expires_at").execute();
  await db.schema
    .createIndex("logins_by_user_id_and_expires_at")
    .on("logins")
    .columns(["user_id", "expires_at", "id", "state", "client_id", "device_jkt"])
    .execute();

  // families that have ended stay for long, and the queries ask only for those whose time is not over
  await db.schema.dropIndex("token_families_by_user_id").execute();
  await db.schema
    .createIndex("token_families_by_user_id_and_expires_at")
    .on("token_families")
    .columns(["user_id", "expires_at", "state"])
    .execute();

  // this index holds the logins that were started elsewhere and opened by this person: they are few among all the events about
  // a person
  await sql`create index events_foreign_logins on events (user_id, seq) where kind = 'login_reported'`.execute(db);
}
