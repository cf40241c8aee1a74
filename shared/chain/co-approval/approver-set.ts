import { thumbprintOf } from "../../signing/keys.ts";
import type { BoundSet, CoDecided, Trusted } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * Finds the bound set of the person who was asked (protocol §11).
 *
 * @throws Refused `co_approver_mismatch`
 */
export async function approverSet(
  { coDecision }: { readonly coDecision: Pick<CoDecided["coDecision"], "claims"> },
  { approvers }: Pick<Trusted, "approvers">,
): Promise<BoundSet> {
  const { user, device } = coDecision.claims.approver;
  for (const set of approvers) if (set.user.id === user.id && (await thumbprintOf(set.device)) === device) return set;
  return refuse("co_approver_mismatch", "co_decision.approver");
}
