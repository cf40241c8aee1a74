import type { LeaseToken, LeaseTokensQuery } from "@nearside/shared/api/console/leases.ts";
import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import { integerColumn, type Ordering, pageOf, textColumn } from "../../../platform/lists/page-of.ts";
import type { Db } from "../../../platform/store/database.ts";
import { findLease } from "../../../register/tokens/lease-store.ts";
import { findFamily } from "../../../register/tokens/token-store.ts";

const ORDER: Ordering<LeaseTokensQuery["sort"]> = {
  columns: { at: integerColumn("lease_tokens.created_at") },
  id: textColumn("lease_tokens.jti"),
};

/**
 * Lists a page of the tokens that came out of a lease, each with the calls that its keeper reported. `q` is a token's id.
 *
 * @param userId whose it must be; undefined for anybody's
 * @throws ConsoleError `unknown`
 */
export async function listLeaseTokens(
  db: Db,
  leaseId: string,
  query: LeaseTokensQuery,
  userId?: string,
): Promise<ListAnswer<LeaseToken>> {
  const lease = await findLease(db, leaseId);
  const family = lease && (await findFamily(db, { id: lease.familyId }));
  if (family === undefined || (userId !== undefined && family.userId !== userId)) throw new ConsoleError("unknown");
  const all = db.selectFrom("lease_tokens").selectAll().where("login_id", "=", leaseId);
  const found = query.q === "" ? all : all.where("jti", "=", query.q);
  const { rows, next, total } = await pageOf(db, found, ORDER, query);
  const calls = await callsOf(
    db,
    rows.map(({ jti }) => jti),
  );
  return {
    rows: rows.map(({ jti, created_at, resource, scope, tool }) => ({
      ...{ jti, at: created_at, resource, scope, tool },
      calls: calls.get(jti) ?? [],
    })),
    next,
    total,
  };
}

type Call = LeaseToken["calls"][number];

/** Finds the calls that were reported for those tokens, in their order. */
async function callsOf(db: Db, jtis: readonly string[]): Promise<ReadonlyMap<string, Call[]>> {
  if (jtis.length === 0) return new Map();
  const rows = await db
    .selectFrom("lease_calls")
    .selectAll()
    .where("jti", "in", jtis)
    .orderBy("jti")
    .orderBy("number")
    .execute();
  const calls = new Map<string, Call[]>();
  for (const { jti, method, url, status, told_at } of rows) {
    const call = { method, url, status, told_at };
    const others = calls.get(jti);
    if (others === undefined) calls.set(jti, [call]);
    else others.push(call);
  }
  return calls;
}
