import type { LeaseState } from "@nearside/shared/api/leases.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { Holder, WithChanges } from "../../../platform/waiting/changes.ts";
import { hold } from "../../../platform/waiting/hold.ts";
import type { WithActiveTokens } from "../../../register/tokens/active-tokens.ts";
import { exhaustionOf, findLease } from "../../../register/tokens/lease-store.ts";
import { findFamilyEnd, type TokenFamily } from "../../../register/tokens/token-store.ts";

/**
 * Tells the keeper of a lease how that is, as soon as it is not what the keeper knows (protocol §12.3). All code that ends tokens announces
 * their family. An end that nobody makes, such as that of its time, is seen when the time of the request is up; the keeper counts that too.
 *
 * @param family whose session key has just been verified
 */
export async function followLease(
  services: WithChanges & WithClock & WithDb & WithActiveTokens,
  family: TokenFamily,
  known: Pick<LeaseState, "state" | "calls_left"> | null,
  { holders, gone }: { readonly holders: readonly Holder[]; readonly gone: AbortSignal },
): Promise<LeaseState> {
  const isNews = ({ state, calls_left }: LeaseState) =>
    state === "ended" || state !== known?.state || calls_left !== known.calls_left;
  return hold(services.changes, { subject: family.id, holders, gone }, () => stateOf(services, family), isNews);
}

/** A lease whose calls are used up continues until its last token expires: it has none left. */
async function stateOf(
  { db, clock, activeTokens }: WithClock & WithDb & WithActiveTokens,
  { id, loginId }: TokenFamily,
): Promise<LeaseState> {
  const lease = await findLease(db, loginId);
  if (lease === undefined) return { state: "ended", reason: "ended", calls_left: null };
  const { callsAllowed, callsUsed } = lease;
  const calls_left = callsAllowed === null ? null : Math.max(0, callsAllowed - callsUsed);
  const exhaustion = exhaustionOf(lease, clock());
  if (exhaustion === "lease_over") return { state: "ended", reason: "time", calls_left };
  try {
    await activeTokens.demandFamily(db, id);
  } catch (cause) {
    if (!(cause instanceof Refused)) throw cause;
    // Its end may have been written since the lease was read above, and the reason with it.
    const ended = await findLease(db, loginId);
    const reason = ended?.endReason ?? (await findFamilyEnd(db, id)) ?? cause.code;
    return { state: "ended", reason, calls_left };
  }
  if (exhaustion === "lease_idle") return { state: "ended", reason: "idle", calls_left };
  return { state: "active", reason: null, calls_left };
}
