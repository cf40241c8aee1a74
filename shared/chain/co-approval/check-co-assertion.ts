import { coApprovalChallenge } from "../../statements/challenges.ts";
import { verifyAssertion } from "../assertion/check-approval-assertion.ts";
import { checkApprovalBackup } from "../assertion/check-approval-backup.ts";
import { checkApprovalTopOrigin } from "../assertion/check-approval-top-origin.ts";
import type { Chain, Trusted } from "../chain.ts";
import { refuse } from "../refusal.ts";
import { approverSet } from "./approver-set.ts";

/**
 * A passkey of the approver's bound set signed that co-review, and passes every check that the first approval's passes
 * (protocol §11).
 *
 * @throws Refused `co_approver_mismatch`, `co_same_machine`, `passkey_not_bound`, `assertion_invalid`, `user_not_verified`, `backup_state_changed`
 */
export async function checkCoAssertion(
  { coApprovals }: Pick<Chain, "coApprovals">,
  trusted: Pick<Trusted, "approvers" | "bound" | "rpId" | "origin">,
): Promise<void> {
  for (const { coDecision, coReview, assertion } of coApprovals) {
    const bound = await approverSet({ coDecision }, trusted);
    const passkey =
      bound.passkeys.find(({ credential_id }) => credential_id === assertion.id) ??
      refuse("passkey_not_bound", "co_approval.id");
    await verifyAssertion(assertion, await coApprovalChallenge(coReview.hash), passkey, trusted);
    checkApprovalTopOrigin({ assertion });
    checkApprovalBackup({ assertion }, { bound });
  }
}
