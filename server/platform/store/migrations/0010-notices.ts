import { type ColumnDefinitionBuilder, type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

const required = (column: ColumnDefinitionBuilder) => column.notNull();

/** Adds the notices that people get by mail. Each is written together with its event (server/administration/notices). */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "notices")
    .addColumn("seq", ddl.integer, (column) => ddl.sequence(column))
    .addColumn("kind", "text", required)
    .addColumn("user_id", "text", required) // it is no reference, since a person who never enrolled anything can be deleted
    .addColumn("address", "text", required)
    .addColumn("facts", "text", required)
    .addColumn("count", ddl.integer, required)
    .addColumn("first_at", ddl.integer, required)
    .addColumn("last_at", ddl.integer, required)
    .addColumn("pace", "text")
    .addColumn("gathers", "text", (column) => column.unique())
    .addColumn("starts_at", ddl.integer, required)
    .addColumn("state", "text", (column) => column.notNull().check(sql`state in ('waiting', 'sent', 'given_up')`))
    .addColumn("due_at", ddl.integer, required)
    .addColumn("tries", ddl.integer, (column) => column.notNull().defaultTo(0))
    .addColumn("failed_at", ddl.integer)
    .addColumn("failure", "text")
    .addColumn("settled_at", ddl.integer)
    .execute();
  await index(db, "state", "due_at");
  await index(db, "state", "settled_at");
  await index(db, "failed_at");
  await index(db, "pace", "starts_at");
  await index(db, "starts_at");
  await index(db, "user_id");
}

async function index(db: Kysely<unknown>, ...columns: string[]): Promise<void> {
  await db.schema
    .createIndex(`notices_by_${columns.join("_and_")}`)
    .on("notices")
    .columns(columns)
    .execute();
}
