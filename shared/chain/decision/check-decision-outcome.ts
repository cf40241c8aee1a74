import type { ApprovalLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The decision says that an approval stands if and only if it names the one that does (protocol §4.5).
 *
 * @throws Refused `decision_mismatch`
 */
export function checkDecisionOutcome({ decision }: Pick<ApprovalLink, "decision">): void {
  const { rules, rests_on } = decision.claims;
  if ((rules.outcome === "stand") !== (rests_on !== undefined)) refuse("decision_mismatch", "decision.rules.outcome");
}
