import { readLease } from "@nearside/shared/oauth/lease.ts";
import { aboutMachine } from "../../../platform/audit/event-listeners.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { leaseBegan } from "../../../platform/audit/events/leases.ts";
import type { Trx } from "../../../platform/store/database.ts";
import { insertLease } from "../../../register/tokens/lease-store.ts";
import type { TokenFamily } from "../../../register/tokens/token-store.ts";

/** Begins the lease that the login is for, if it is for one, in the transaction that writes its tokens (protocol §12.2). */
export async function beginLease(trx: Trx, family: TokenFamily, now: number): Promise<void> {
  const lease = readLease(family.grant);
  if (lease === undefined) return;
  const { id: familyId, loginId: id, expiresAt } = family;
  const calls = lease.calls ?? null;
  const lastUsed = family.grant.auth_time * 1000;
  await insertLease(trx, { id, familyId, callsAllowed: calls, idle: lease.idle ?? null, lastUsed, expiresAt }, now);
  const data = { family_id: familyId, expires_at: expiresAt, calls, apis: lease.access.length };
  await append(trx, leaseBegan(now, id, data), aboutMachine(family));
}
