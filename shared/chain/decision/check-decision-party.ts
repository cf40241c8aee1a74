import { thumbprintOf } from "../../signing/keys.ts";
import type { ApprovalLink, BoundSet } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The decision names the bound set's user and device (protocol §4.5).
 *
 * @throws Refused `decision_mismatch`
 */
export async function checkDecisionParty(
  { decision }: Pick<ApprovalLink, "decision">,
  { bound }: { readonly bound: Pick<BoundSet, "device" | "user"> },
): Promise<void> {
  if (decision.claims.user.id !== bound.user.id) refuse("decision_mismatch", "decision.user");
  if (decision.claims.device !== (await thumbprintOf(bound.device))) refuse("decision_mismatch", "decision.device");
}
