import { readLease } from "../../oauth/lease.ts";
import { freshSeconds } from "../../proof/step-up.ts";
import type { Decision } from "../../statements/decision.ts";
import type { Facts } from "../../statements/facts.ts";

/**
 * For so many seconds from the first approval other people may approve (protocol §11.3): as long as the rule says, but never so long that no
 * token could be issued, because the touch is too old by then or the lease is over. Zero where nobody else is asked.
 */
export function waitSeconds(
  { second, require, lifetime }: Pick<Decision["claims"], "second" | "require" | "lifetime">,
  facts: Pick<Facts, "max_age" | "authorization_details">,
): number {
  // a lease counts from the touch (protocol §12.2)
  const lease = readLease(facts) === undefined ? Number.POSITIVE_INFINITY : lifetime.refresh_token;
  return Math.min(second?.within ?? 0, lease, freshSeconds(facts.max_age), freshSeconds(require?.fresh_touch));
}
