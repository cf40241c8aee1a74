import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/** Stores the metadata of authenticators, and the policy that says which of them are accepted. */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "metadata_blobs")
    .addColumn("name", "text", (column) => column.notNull().primaryKey())
    .addColumn("roots", "text", (column) => column.notNull())
    .addColumn("no", ddl.integer, (column) => column.notNull())
    .addColumn("next_update", ddl.integer, (column) => column.notNull())
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("payload", "text", (column) => column.notNull())
    .addColumn("taken_at", ddl.integer, (column) => column.notNull())
    .execute();
  await ddl
    .createTable(db, "metadata_sources")
    .addColumn("name", "text", (column) => column.notNull().primaryKey())
    .addColumn("address", "text")
    .addColumn("next_try_at", ddl.integer, (column) => column.notNull())
    .addColumn("tried_at", ddl.integer)
    .addColumn("succeeded_at", ddl.integer)
    .addColumn("problem", "text")
    .execute();
  await sql`insert into metadata_sources (name, next_try_at) values ('fido', 0)`.execute(db);
  await ddl
    .createTable(db, "authenticator_policies")
    .addColumn("version", ddl.integer, (column) => column.notNull().primaryKey())
    .addColumn("policy", "text", (column) => column.notNull())
    .addColumn("note", "text")
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("created_at", ddl.integer, (column) => column.notNull())
    .addColumn("ends_unfit", ddl.integer, (column) => column.notNull().check(sql`ends_unfit in (0, 1)`))
    .addColumn("ended_at", ddl.integer)
    .execute();
  // the server counts whom a policy would lock out from these columns, without reading the passkeys themselves
  await db.schema
    .createIndex("passkeys_by_model")
    .on("passkeys")
    .columns(["state", "aaguid", "attestation_format", "attestation_verdict", "backup_eligible", "bound_set_id"])
    .execute();
}
