import type { Kysely } from "kysely";
import type { Ddl } from "../ddl.ts";

/** Adds when the rules are asked again about what a machine said, because one of its facts has become too old for one of them. */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await db.schema.alterTable("postures").addColumn("due_at", ddl.integer).execute();
  await db.schema.createIndex("postures_due").on("postures").column("due_at").execute();
}
