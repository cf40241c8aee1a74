import type { Kysely } from "kysely";

/**
 * Indexes nonces by browser session: a browser's cookie counts only if a nonce was given to it, and the server checks that
 * whenever a browser comes back.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex("nonces_by_browser_session").on("nonces").columns(["browser_session"]).execute();
}
