import type { Kysely } from "kysely";

/**
 * Drops two indexes that each refresh wrote and no query used: of tokens by the token they were exchanged for, and of
 * refresh tokens by their end.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex("access_tokens_by_parent").execute();
  await db.schema.dropIndex("refresh_tokens_by_expires_at").execute();
}
