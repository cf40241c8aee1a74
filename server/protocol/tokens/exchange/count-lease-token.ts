import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Lease } from "@nearside/shared/oauth/lease.ts";
import { aboutMachine } from "../../../platform/audit/event-listeners.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { leaseToken } from "../../../platform/audit/events/leases.ts";
import type { Trx } from "../../../platform/store/database.ts";
import { exhaustionOf, findLease, insertLeaseToken, useLease } from "../../../register/tokens/lease-store.ts";
import type { TokenFamily } from "../../../register/tokens/token-store.ts";
import type { NarrowedGrant } from "../narrowed-grant.ts";

/** A token that comes out of a lease. */
interface LeaseToken {
  readonly lease: Lease;
  readonly family: TokenFamily;
  readonly grant: NarrowedGrant;
  readonly jti: string;
  readonly tool: string | null;
}

/**
 * Counts the token in the transaction that writes it, and writes down what it is for. Of however many at once, no more are counted than
 * the lease gives (threat A1). Its family is held.
 *
 * @throws Refused `lease_over`, `lease_idle`, `lease_spent`
 */
export async function countLeaseToken(
  trx: Trx,
  { lease, family, grant, jti, tool }: LeaseToken,
  now: number,
): Promise<void> {
  const { loginId: leaseId } = family;
  const used = await useLease(trx, leaseId, now);
  if (used === undefined) return refuseExhausted(trx, leaseId, now);
  const [resource = ""] = grant.audience;
  const { scope } = grant;
  await insertLeaseToken(trx, { jti, leaseId, resource, scope, tool, createdAt: now });
  const left = lease.calls === undefined ? null : lease.calls - used;
  const data = { family_id: family.id, access_token_jti: jti, resource, scope, tool, calls_left: left };
  await append(trx, leaseToken(now, leaseId, data), aboutMachine(family));
}

async function refuseExhausted(trx: Trx, leaseId: string, now: number): Promise<never> {
  const counted = await findLease(trx, leaseId);
  return refuse((counted && exhaustionOf(counted, now)) ?? "lease_ended", "lease");
}
