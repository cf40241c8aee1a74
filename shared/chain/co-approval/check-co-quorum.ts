import type { Chain } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * True if each list has as many people as it wants. Nobody approves twice, so each approval is another person's.
 *
 * @param approvals the lists for which each approval counts, by their index
 */
export const isEnough = (
  lists: readonly { readonly quorum: number }[],
  approvals: readonly (readonly number[])[],
): boolean => lists.every(({ quorum }, at) => approvals.filter((among) => among.includes(at)).length >= quorum);

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
  if (!isEnough(lists, counted)) refuse("co_approval_missing", "co_approvals");
  if (counted.length > 0 && isEnough(lists, counted.slice(0, -1))) refuse("co_approval_unasked", "co_approvals");
}
