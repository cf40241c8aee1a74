import { type Kysely, type QueryExecutorProvider, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/**
 * Marks approvals that no longer count for later logins. Stores for each family the login whose touch it depends on, where
 * that is another login.
 */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await db.schema.alterTable("logins").addColumn("standing_ended_at", ddl.integer).execute();
  await db.schema.alterTable("token_families").addColumn("rests_on", "text").execute();
  await fillRestsOn(db);
}

/** Copies the column from the login, JSON, of each existing family. */
export async function fillRestsOn(db: QueryExecutorProvider): Promise<void> {
  const { rows } = await sql<{ id: string; data: string }>`
    select token_families.id, logins.data from token_families join logins on logins.id = token_families.login_id
    where logins.data like '%"rests_on":%'`.execute(db);
  for (const { id, data } of rows) {
    const { approval }: { approval?: { rests_on?: { request: string } } } = JSON.parse(data);
    const touched = approval?.rests_on?.request;
    if (touched === undefined) continue;
    await sql`update token_families set rests_on = ${touched} where id = ${id}`.execute(db);
  }
}
