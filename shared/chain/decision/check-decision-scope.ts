import { narrowedScope } from "../../oauth/scopes.ts";
import { readFacts } from "../../statements/facts.ts";
import type { ApprovalLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * Rules may leave out a part of the scope. The rest is a part of the requested scope, in its order (protocol §4.5).
 *
 * @throws Refused `decision_mismatch`
 */
export function checkDecisionScope({ facts, decision }: Pick<ApprovalLink, "facts" | "decision">): void {
  const { scope } = decision.claims;
  if (scope === undefined) return;
  const requested = readFacts(facts).scope;
  if (scope === requested || scope !== narrowedScope(requested, scope.split(" ")))
    refuse("decision_mismatch", "decision.scope");
}
