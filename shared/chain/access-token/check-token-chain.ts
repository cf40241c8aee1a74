import type { Chain } from "../chain.ts";
import { approvalHash } from "../co-approval/approval-hash.ts";
import { refuse } from "../refusal.ts";

/**
 * The token follows from that approval of that decision, and from the approvals of other people in their order (protocol
 * §4.6, §11).
 *
 * @throws Refused `chain_mismatch`
 */
export async function checkTokenChain({
  coApprovals,
  token,
  ...approval
}: Pick<Chain, "decision" | "assertion" | "securityKey" | "coApprovals" | "token">): Promise<void> {
  if (token.claims.chain !== (await approvalHash(approval, coApprovals))) refuse("chain_mismatch", "token.chain");
}
