import type { CoDecidedLink } from "../chain.ts";
import { refuse } from "../refusal.ts";
import { approvalHash } from "./approval-hash.ts";

/**
 * Each co-decision names that request, that decision, the touches of its approval, and the same facts (protocol §11), so
 * that nobody's approval is carried to another login (threat I4).
 *
 * @throws Refused `co_decision_mismatch`
 */
export async function checkCoNamed(
  chain: Pick<CoDecidedLink, "request" | "decision" | "assertion" | "securityKey" | "coApprovals">,
): Promise<void> {
  const { request, decision } = chain;
  for (const { coDecision } of chain.coApprovals) {
    const { claims } = coDecision;
    if (claims.request !== request.hash) refuse("co_decision_mismatch", "co_decision.request");
    if (claims.decision !== decision.hash) refuse("co_decision_mismatch", "co_decision.decision");
    if (claims.approval !== (await approvalHash(chain))) refuse("co_decision_mismatch", "co_decision.approval");
    if (claims.facts !== decision.claims.facts) refuse("co_decision_mismatch", "co_decision.facts");
  }
}
