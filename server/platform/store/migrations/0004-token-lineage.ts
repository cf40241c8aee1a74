import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/**
 * Stores for each access token which token it was exchanged for, whether it was ended, and where that is published. Stores
 * for each family the bound set and keys that it depends on besides user and device, in columns, so that one query judges it.
 */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  const add = (column: string, type: "text" | Ddl["integer"]) =>
    db.schema.alterTable("access_tokens").addColumn(column, type).execute();
  await db.schema
    .alterTable("access_tokens")
    .addColumn("state", "text", (column) =>
      column.notNull().defaultTo("active").check(sql`state in ('active', 'revoked')`),
    )
    .execute();
  await add("parent", "text");
  await add("actor", "text");
  await add("status_list", "text");
  await add("status_index", ddl.integer);
  await db.schema.createIndex("access_tokens_by_parent").on("access_tokens").column("parent").execute();
  await db.schema
    .createIndex("access_tokens_by_status")
    .on("access_tokens")
    .columns(["status_list", "status_index"])
    .unique()
    .execute();
  await addFoundations(db);
  await indexWhatEnded(db);
}

const FOUNDATIONS = ["bound_set_id", "extension_jkt", "credential_id"] as const;

/** Copies these columns from the grant, JSON, of each existing family. */
async function addFoundations(db: Kysely<unknown>): Promise<void> {
  for (const column of FOUNDATIONS) await db.schema.alterTable("token_families").addColumn(column, "text").execute();
  await db.schema.createIndex("token_families_by_bound_set_id").on("token_families").column("bound_set_id").execute();
  const { rows } = await sql<{ id: string; data: string }>`select id, data from token_families`.execute(db);
  for (const { id, data } of rows) {
    const grant: Readonly<Record<(typeof FOUNDATIONS)[number], string>> = JSON.parse(data);
    await sql`update token_families set bound_set_id = ${grant.bound_set_id}, extension_jkt = ${grant.extension_jkt},
      credential_id = ${grant.credential_id} where id = ${id}`.execute(db);
  }
}

/**
 * Indexes the rows that are no longer active. They are few among all rows, so a query finds them at once (see
 * server/protocol/tokens/status/ended-places.ts).
 */
async function indexWhatEnded(db: Kysely<unknown>): Promise<void> {
  for (const table of ["access_tokens", "bound_sets", "devices", "extensions", "passkeys", "token_families", "users"])
    await sql`create index ${sql.id(`${table}_ended`)} on ${sql.table(table)} (state) where state <> 'active'`.execute(
      db,
    );
  await db.schema
    .createIndex("token_families_by_client_id_and_expires_at")
    .on("token_families")
    .columns(["client_id", "expires_at"])
    .execute();
}
