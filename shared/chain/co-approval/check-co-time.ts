import { CO_DECISION_SECONDS } from "../../lifetimes.ts";
import type { CoDecidedLink } from "../chain.ts";
import { hasLife } from "../judge-times.ts";
import { refuse } from "../refusal.ts";

/**
 * The first approval came while its decision could be approved, all of them say the same time, and each co-decision was
 * made after that and within the time that the rules give (protocol §11).
 *
 * @throws Refused `co_decision_stale`
 */
export function checkCoTime({
  request,
  decision,
  coApprovals,
}: Pick<CoDecidedLink, "request" | "decision" | "coApprovals">): void {
  const within = decision.claims.second?.within ?? 0;
  const [first] = coApprovals;
  for (const { coDecision } of coApprovals) {
    const { iat, approved_at } = coDecision.claims;
    if (approved_at !== first?.coDecision.claims.approved_at) refuse("co_decision_stale", "co_decision.approved_at");
    if (approved_at < decision.claims.iat || approved_at > request.claims.exp)
      refuse("co_decision_stale", "co_decision.approved_at");
    if (iat < approved_at || iat > approved_at + within) refuse("co_decision_stale", "co_decision.iat");
    if (!hasLife(coDecision.claims, CO_DECISION_SECONDS)) refuse("co_decision_stale", "co_decision.exp");
  }
}
