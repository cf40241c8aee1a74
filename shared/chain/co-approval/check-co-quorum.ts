import type { Chain } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * Other people approved if and only if the decision asks for them: as many as each rule wants, each for a rule of that
 * decision, and nobody after the last who was needed (protocol §11).
 *
 * @throws Refused `co_approval_missing`, `co_approval_unasked`
 */
export function checkCoQuorum({
  decision,
  coApprovals,
}: Pick<Chain, "decision"> & {
  readonly coApprovals: readonly { readonly coDecision: Pick<Chain["coApprovals"][number]["coDecision"], "claims"> }[];
}): void {
  const lists = decision.claims.second?.approvers ?? [];
  const counted = coApprovals.map(({ coDecision }) => coDecision.claims.among);
  if (counted.flat().some((entry) => entry >= lists.length)) refuse("co_approval_unasked", "co_decision.among");
  const isEnough = (approvals: readonly (readonly number[])[]) =>
    lists.every(({ quorum }, entry) => approvals.filter((among) => among.includes(entry)).length >= quorum);
  if (!isEnough(counted)) refuse("co_approval_missing", "co_approvals");
  if (counted.length > 0 && isEnough(counted.slice(0, -1))) refuse("co_approval_unasked", "co_approvals");
}
