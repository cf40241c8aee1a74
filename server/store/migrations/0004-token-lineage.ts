import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/** Each access token by itself: what it came of, whether it was ended, and where that is published. */
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
  await add("status_list", ddl.integer);
  await add("status_index", ddl.integer);
  await db.schema.createIndex("access_tokens_by_parent").on("access_tokens").column("parent").execute();
  await db.schema
    .createIndex("access_tokens_by_status")
    .on("access_tokens")
    .columns(["status_list", "status_index"])
    .unique()
    .execute();
}
