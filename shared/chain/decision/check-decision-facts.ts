import type { ApprovalLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The decision names the facts of that request, so what was shown is what was requested (threat P4).
 *
 * @throws Refused `facts_mismatch`
 */
export function checkDecisionFacts({ request, decision }: Pick<ApprovalLink, "request" | "decision">): void {
  if (decision.claims.facts !== request.claims.facts) refuse("facts_mismatch", "decision.facts");
}
