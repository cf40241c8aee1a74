import type { Kysely } from "kysely";

/** Drops the text of each verdict, which no query reads: the stored input and the set of its version give it again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("rule_decisions").dropColumn("verdict").execute();
}
