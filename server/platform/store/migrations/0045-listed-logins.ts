import { type Kysely, sql } from "kysely";
import type { Ddl } from "../ddl.ts";

/**
 * Indexes ended logins by the time at which they began, for the security log: those with a token, those without one, those refused for a
 * reason, and those of each program. The pictures of the console are counted along the same ones. A login is written into them as it ends. Open logins are few, and have indexes of their own, except
 * those that wait for other people.
 */
export async function up(db: Kysely<unknown>, ddl: Ddl): Promise<void> {
  for (const statement of INDEXES) await sql.raw(statement).execute(db);
  const reason = ddl.memberOf("data", "reason");
  await sql
    .raw(`create index logins_by_reason on logins (${reason}, created_at, id) where state = 'refused'`)
    .execute(db);
}

const INDEXES = [
  "create index logins_issued on logins (created_at, id) where state = 'redeemed'",
  "create index logins_failed on logins (created_at, id, state) where state in ('denied', 'expired', 'refused', 'withdrawn')",
  // the state is a column too, since SQLite compares it although the index has no others
  `create index logins_of_client on logins (client_id, created_at, id, state)
    where state in ('redeemed', 'denied', 'expired', 'refused', 'withdrawn')`,
  "create index logins_waiting on logins (created_at, id) where state = 'waiting'",
];
