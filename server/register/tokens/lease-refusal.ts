import { refuse } from "@nearside/shared/chain/refusal.ts";
import { readLease } from "@nearside/shared/oauth/lease.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { exhaustionOf, findLease } from "./lease-store.ts";
import type { TokenFamily } from "./token-store.ts";

/** Each reason for which a lease gives nothing more (protocol §12.2). */
export const isLeaseCode = (code: string): boolean =>
  code === "lease_over" || code === "lease_idle" || code === "lease_spent" || code === "lease_ended";

/**
 * Runs a step of a login's tokens. Where the login is a lease that has ended, its keeper learns that of the lease.
 *
 * @throws Refused `lease_over`, `lease_ended`; the errors of the step
 */
export async function withLeaseRefusal<T>(
  { clock }: WithClock,
  family: TokenFamily,
  step: () => T | Promise<T>,
): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    if (!(cause instanceof Refused) || cause.code !== "credential_revoked") throw cause;
    if (readLease(family.grant) === undefined) throw cause;
    return refuse(family.expiresAt <= clock() ? "lease_over" : "lease_ended", "lease", { cause });
  }
}

/**
 * Demands that a lease still gives something, where the family is a lease.
 *
 * @throws Refused `lease_over`, `lease_idle`, `lease_spent`
 */
export async function demandLeaseLeft(
  { clock, db }: WithClock & WithDb,
  { grant, loginId }: TokenFamily,
): Promise<void> {
  if (readLease(grant) === undefined) return;
  const counted = await findLease(db, loginId);
  const code = counted === undefined ? "lease_ended" : exhaustionOf(counted, clock());
  if (code !== undefined) refuse(code, "lease");
}
