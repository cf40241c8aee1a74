import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/** Stores the highest number of the metadata, which outlives its source, and the time at which a machine was released. */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "metadata_numbers")
    .addColumn("roots", "text", (column) => column.notNull().primaryKey())
    .addColumn("highest", ddl.integer, (column) => column.notNull())
    .execute();
  await sql`insert into metadata_numbers (roots, highest) select roots, no from metadata_blobs`.execute(db);
  await db.schema.alterTable("devices").addColumn("released_at", ddl.integer).execute();
}
