import { type Kysely, sql } from "kysely";

const WAYS = ["client_ticket", "server_shell", "console"];

/** Stores how a client was registered, and indexes the columns by which the console sorts clients. */
export async function up(db: Kysely<unknown>): Promise<void> {
  const one = sql`registered_by in (${sql.join(WAYS.map((way) => sql.lit(way)))})`;
  await db.schema
    .alterTable("clients")
    .addColumn("registered_by", "text", (column) => column.notNull().defaultTo("server_shell").check(one))
    .execute();
  await sql`update clients set registered_by = 'client_ticket' where ticket_hash is not null`.execute(db);
  for (const column of ["name", "created_at"])
    await db.schema.createIndex(`clients_by_${column}`).on("clients").columns([column, "id"]).execute();
}
