import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/**
 * Drops indexes that every login writes and no query needs. A login rewrites its row with each step, and PostgreSQL then writes it into each
 * of its indexes once more.
 */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  for (const name of UNASKED) await db.schema.dropIndex(name).execute();
  // most entries have no address
  await sql`create index events_by_address on events (address, seq) where address is not null`.execute(db);
  await ddl.keepWhole(db, "logins");
}

const UNASKED = [
  "events_by_at", // made again by 0034
  "events_by_address",
  "logins_by_device_jkt",
  "logins_by_bound_set_id",
  "token_families_by_device_jkt",
];
