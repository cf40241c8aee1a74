import {
  ANY_AUTHENTICATOR,
  type AuthenticatorPolicy,
  authenticatorPolicySchema,
} from "@nearside/shared/api/console/authenticator-policy.ts";
import * as v from "valibot";
import type { Db, Trx } from "../../platform/store/database.ts";
import type { AuthenticatorPoliciesTable } from "../../platform/store/tables/authenticator-tables.ts";

/** One version of the policy, with its author, time and reason. */
export interface PublishedPolicy {
  /** Versions count from 1; version 0 is active until a policy is published. */
  readonly version: number;
  readonly policy: AuthenticatorPolicy;
  readonly note: string | null;
  /** JSON; null for version 0. */
  readonly actor: string | null;
  /** Epoch milliseconds. */
  readonly createdAt: number | null;
  /** True if passkeys that do not fit are ended too. */
  readonly endsUnfit: boolean;
  /** The time at which the last passkey that did not fit was ended. */
  readonly endedAt: number | null;
}

const NONE: PublishedPolicy = {
  version: 0,
  policy: ANY_AUTHENTICATOR,
  note: null,
  actor: null,
  createdAt: null,
  endsUnfit: false,
  endedAt: null,
};

const published = (row: AuthenticatorPoliciesTable): PublishedPolicy => ({
  version: row.version,
  policy: v.parse(authenticatorPolicySchema, JSON.parse(row.policy)),
  note: row.note,
  actor: row.actor,
  createdAt: row.created_at,
  endsUnfit: row.ends_unfit === 1,
  endedAt: row.ended_at,
});

/** Finds the active policy. */
export async function findPolicy(db: Db | Trx): Promise<PublishedPolicy> {
  const [latest] = await findPolicies(db, 1);
  return latest ?? NONE;
}

/** Lists versions of the policy. @param from lists the versions beyond that one */
export async function findPolicies(
  db: Db | Trx,
  limit: number,
  { newestFirst = true, from }: { readonly newestFirst?: boolean; readonly from?: number | undefined } = {},
): Promise<readonly PublishedPolicy[]> {
  let query = db.selectFrom("authenticator_policies").selectAll();
  if (from !== undefined) query = query.where("version", newestFirst ? "<" : ">", from);
  const rows = await query
    .orderBy("version", newestFirst ? "desc" : "asc")
    .limit(limit)
    .execute();
  return rows.map(published);
}

export async function countPolicies(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom("authenticator_policies")
    .select(({ fn }) => fn.countAll<string | number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * Stores the next version, if `after` is still the active one. It is one write: of two administrators who changed the same version,
 * the second learns that it changed.
 *
 * @returns its number; undefined if another version was first
 */
export async function insertPolicy(
  trx: Trx,
  next: Omit<PublishedPolicy, "version" | "endedAt" | "actor" | "createdAt"> & {
    readonly actor: string;
    readonly createdAt: number;
  },
  after: number,
): Promise<number | undefined> {
  if ((await findPolicy(trx)).version !== after) return undefined;
  const inserted = await trx
    .insertInto("authenticator_policies")
    .values({
      version: after + 1,
      policy: JSON.stringify(next.policy),
      note: next.note,
      actor: next.actor,
      created_at: next.createdAt,
      ends_unfit: next.endsUnfit ? 1 : 0,
      ended_at: null,
    })
    .onConflict((conflict) => conflict.column("version").doNothing())
    .returning("version")
    .executeTakeFirst();
  return inserted?.version;
}

/** Records that no passkey is left that does not fit that version. */
export async function markEnded(trx: Trx, version: number, now: number): Promise<void> {
  await trx
    .updateTable("authenticator_policies")
    .set({ ended_at: now })
    .where("version", "=", version)
    .where("ended_at", "is", null)
    .execute();
}
