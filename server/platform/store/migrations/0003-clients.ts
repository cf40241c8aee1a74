import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "client_tickets")
    .addColumn("hash", "text", (column) => column.notNull().primaryKey())
    .addColumn("data", "text", (column) => column.notNull())
    .addColumn("uses_left", ddl.integer, (column) => column.notNull().check(sql`uses_left >= 0`))
    .addColumn("created_at", ddl.integer, (column) => column.notNull())
    .addColumn("expires_at", ddl.integer, (column) => column.notNull())
    .execute();
  await ddl
    .createTable(db, "clients")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("kind", "text", (column) => column.notNull().check(sql`kind in ('command_line', 'resource_server')`))
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("verified", ddl.integer, (column) => column.notNull().check(sql`verified in (0, 1)`))
    .addColumn("data", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull().check(sql`state in ('active', 'revoked')`))
    .addColumn("ticket_hash", "text", (column) => column.references("client_tickets.hash"))
    .addColumn("created_at", ddl.integer, (column) => column.notNull())
    .addColumn("revoked_at", ddl.integer)
    .execute();
  await db.schema.createIndex("clients_by_ticket_hash").on("clients").column("ticket_hash").execute();
}
