import type { ApprovalLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The decision says that an approval stands if and only if it names the one that does (protocol §4.5). A decision that
 * asks for other people never rests on an earlier approval (protocol §11).
 *
 * @throws Refused `decision_mismatch`
 */
export function checkDecisionOutcome({ decision }: Pick<ApprovalLink, "decision">): void {
  const { rules, rests_on, second } = decision.claims;
  if ((rules.outcome === "stand") !== (rests_on !== undefined)) refuse("decision_mismatch", "decision.rules.outcome");
  if (second !== undefined && rests_on !== undefined) refuse("decision_mismatch", "decision.second");
}
