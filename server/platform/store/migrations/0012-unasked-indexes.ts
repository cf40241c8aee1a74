import type { Kysely } from "kysely";

/** Nobody finds a token by what it was exchanged for, nor a refresh token by its end; each refresh wrote both. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropIndex("access_tokens_by_parent").execute();
  await db.schema.dropIndex("refresh_tokens_by_expires_at").execute();
}
