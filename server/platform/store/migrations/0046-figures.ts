import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

const STATES = ["active"];

/** Counts active machines by the place of their keys as they come and go, since to count a million of them takes seconds. */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "machine_counts")
    .addColumn("no", ddl.integer, ddl.sequence)
    .addColumn("key_storage", "text", (column) => column.notNull())
    .addColumn("count", ddl.integer, (column) => column.notNull())
    .execute();
  await sql`
    insert into machine_counts (key_storage, count)
    select key_storage, count(*) from devices where state in (${sql.join(STATES.map((state) => sql.lit(state)))})
    group by key_storage`.execute(db);
  await ddl.keepCounted(db, "devices", { by: ["key_storage"], states: STATES, into: "machine_counts" });
}
