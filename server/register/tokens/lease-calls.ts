import type { Trx } from "../../platform/store/database.ts";

// The calls that keepers made with tokens out of leases, as the keepers report them. They grow with what an agent does, so a lease and each of
// its tokens keep a bounded number: the first ones, since somebody who wants to hide what was done would send many more afterwards.

const MOST_OF_TOKEN = 64;
const MOST_OF_LEASE = 4096;

interface ReportedCall {
  readonly jti: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
}

/**
 * Keeps calls of tokens of that lease, as far as there is room for them.
 *
 * @returns false if one of the tokens did not come from this lease; then nothing was kept
 */
export async function insertLeaseCalls(
  trx: Trx,
  leaseId: string,
  calls: readonly ReportedCall[],
  now: number,
): Promise<boolean> {
  const lease = await trx
    .selectFrom("leases")
    .select("calls_told")
    .where("login_id", "=", leaseId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  const byToken = Map.groupBy(calls, ({ jti }) => jti);
  const tokens = await trx
    .selectFrom("lease_tokens")
    .select(["jti", "calls_told"])
    .where("login_id", "=", leaseId)
    .where("jti", "in", [...byToken.keys()])
    .orderBy("jti")
    .execute();
  if (lease === undefined || tokens.length < byToken.size) return false;
  let room = MOST_OF_LEASE - lease.calls_told;
  for (const { jti, calls_told: told } of tokens) {
    const kept = (byToken.get(jti) ?? []).slice(0, Math.max(0, Math.min(room, MOST_OF_TOKEN - told)));
    if (kept.length === 0) continue;
    room -= kept.length;
    const rows = kept.map(({ method, url, status }, at) => ({
      jti,
      number: told + at,
      method,
      url,
      status,
      told_at: now,
    }));
    await trx.insertInto("lease_calls").values(rows).execute();
    await trx
      .updateTable("lease_tokens")
      .set({ calls_told: told + kept.length })
      .where("jti", "=", jti)
      .execute();
  }
  await trx
    .updateTable("leases")
    .set({ calls_told: MOST_OF_LEASE - room })
    .where("login_id", "=", leaseId)
    .execute();
  return true;
}
