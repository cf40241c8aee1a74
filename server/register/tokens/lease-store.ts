import type { Selectable } from "kysely";
import { sql } from "kysely";
import type { Database, Db, Trx } from "../../platform/store/database.ts";
import { fixedQuery } from "../../platform/store/fixed-query.ts";

// The contract: `useLease` is one conditional write, so a lease gives no token beyond what it counts, however many ask at once, on every
// database. Its family is locked before it.

/** Tokens of a lease that counts none: each is written down, and an agent that runs wild must not fill the disk. */
export const MOST_LEASE_TOKENS = 100_000;

/** The part of a lease that is counted (protocol §12.2). Times are in epoch milliseconds. */
interface CountedLease {
  /** Id of its login. */
  readonly id: string;
  readonly familyId: string;
  /** Null where its tokens are not counted. */
  readonly callsAllowed: number | null;
  readonly callsUsed: number;
  /** Seconds; null where it may lie idle for as long as it lasts. */
  readonly idle: number | null;
  readonly lastUsed: number;
  readonly expiresAt: number;
  /** The reason for which its keeper ended it; null if it did not. */
  readonly endReason: string | null;
}

type Row = Selectable<Database["leases"]>;

const insert = fixedQuery<Omit<Row, "calls_used" | "calls_told" | "end_reason">>()((db, value) =>
  db.insertInto("leases").values({
    login_id: value("login_id"),
    family_id: value("family_id"),
    calls_allowed: value("calls_allowed"),
    idle: value("idle"),
    last_used: value("last_used"),
    created_at: value("created_at"),
    expires_at: value("expires_at"),
  }),
);

export async function insertLease(
  trx: Trx,
  lease: Pick<CountedLease, "id" | "familyId" | "callsAllowed" | "idle" | "lastUsed" | "expiresAt">,
  now: number,
): Promise<void> {
  await insert(trx, {
    login_id: lease.id,
    family_id: lease.familyId,
    calls_allowed: lease.callsAllowed,
    idle: lease.idle,
    last_used: lease.lastUsed,
    created_at: now,
    expires_at: lease.expiresAt,
  });
}

const byId = fixedQuery<{ id: string }>()((db, value) =>
  db.selectFrom("leases").selectAll().where("login_id", "=", value("id")),
);

export async function findLease(db: Db | Trx, id: string): Promise<CountedLease | undefined> {
  const [row] = await byId(db, { id });
  return row && leaseOf(row);
}

const leaseOf = (row: Row): CountedLease => ({
  id: row.login_id,
  familyId: row.family_id,
  callsAllowed: row.calls_allowed,
  callsUsed: row.calls_used,
  idle: row.idle,
  lastUsed: row.last_used,
  expiresAt: row.expires_at,
  endReason: row.end_reason,
});

/** The reason for which a lease gives no more, by its counts. */
export function exhaustionOf(
  lease: CountedLease,
  now: number,
): "lease_over" | "lease_idle" | "lease_spent" | undefined {
  if (lease.expiresAt <= now) return "lease_over";
  if (lease.idle !== null && lease.lastUsed + lease.idle * 1000 < now) return "lease_idle";
  return lease.callsUsed >= (lease.callsAllowed ?? MOST_LEASE_TOKENS) ? "lease_spent" : undefined;
}

const use = fixedQuery<{ id: string; now: number }>()((db, value) =>
  db
    .updateTable("leases")
    .set({
      calls_used: sql<number>`calls_used + 1`,
      // two processes of the server may differ by some of a second, and what was used once was used
      last_used: sql<number>`case when last_used < ${value("now")} then ${value("now")} else last_used end`,
    })
    .where("login_id", "=", value("id"))
    .where("expires_at", ">", value("now"))
    .where(sql<boolean>`calls_used < coalesce(calls_allowed, ${sql.lit(MOST_LEASE_TOKENS)})`)
    .where(sql<boolean>`(idle is null or last_used + idle * 1000 >= ${value("now")})`)
    .returning("calls_used"),
);

/**
 * Counts one token out of the lease, if it gives one more now: it is not over, not idle for too long, and not used up.
 *
 * @returns how many it has given, this one included; undefined if it gives no more
 */
export async function useLease(trx: Trx, id: string, now: number): Promise<number | undefined> {
  const [row] = await use(trx, { id, now });
  return row?.calls_used;
}

/** Writes down why its keeper ended it. The first reason stays. @returns false if there was one */
export async function noteLeaseEnd(trx: Trx, id: string, reason: string): Promise<boolean> {
  const noted = await trx
    .updateTable("leases")
    .set({ end_reason: reason })
    .where("login_id", "=", id)
    .where("end_reason", "is", null)
    .returning("login_id")
    .executeTakeFirst();
  return noted !== undefined;
}

interface NewLeaseToken {
  readonly jti: string;
  readonly leaseId: string;
  readonly resource: string;
  readonly scope: string;
  readonly tool: string | null;
  readonly createdAt: number;
}

const insertToken = fixedQuery<Omit<Selectable<Database["lease_tokens"]>, "calls_told">>()((db, value) =>
  db.insertInto("lease_tokens").values({
    jti: value("jti"),
    login_id: value("login_id"),
    resource: value("resource"),
    scope: value("scope"),
    tool: value("tool"),
    created_at: value("created_at"),
  }),
);

/** Writes down a token that came out of a lease. */
export async function insertLeaseToken(trx: Trx, token: NewLeaseToken): Promise<void> {
  await insertToken(trx, {
    jti: token.jti,
    login_id: token.leaseId,
    resource: token.resource,
    scope: token.scope,
    tool: token.tool,
    created_at: token.createdAt,
  });
}
