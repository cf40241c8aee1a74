import type { Kysely } from "kysely";

/** Drops the nonces of meetings: the server knows its own again, and stores none. The page of a login under way asks for another one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.dropTable("nonces").execute();
}
