import type { Kysely } from "kysely";

/** The cookie of a browser counts only where a nonce was given to it, which is asked whenever one comes back. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex("nonces_by_browser_session").on("nonces").columns(["browser_session"]).execute();
}
