import { verifySignature } from "../../signing/jws.ts";
import { thumbprintOf } from "../../signing/keys.ts";
import type { Chain, Trusted } from "../chain.ts";
import { refuse } from "../refusal.ts";
import { approverSet } from "./approver-set.ts";

/**
 * The extension that the co-decision names, which is one of the approver's bound set, signed that it verified the chain
 * and showed it (protocol §11).
 *
 * @throws Refused `co_approver_mismatch`, `co_same_machine`, `co_review_mismatch`, `bad_signature`
 */
export async function checkCoReview(
  { coApprovals }: { readonly coApprovals: readonly Pick<Chain["coApprovals"][number], "coDecision" | "coReview">[] },
  trusted: Pick<Trusted, "approvers" | "bound">,
): Promise<void> {
  for (const { coDecision, coReview } of coApprovals) {
    const { extensions } = await approverSet({ coDecision }, trusted);
    const key = await thumbprintOf(coReview.header.jwk);
    if (key !== coDecision.claims.approver.extension_jkt) refuse("co_review_mismatch", "co_review.jwk");
    if (!extensions.includes(key)) refuse("co_approver_mismatch", "approver.extension_jkt");
    await verifySignature(coReview, coReview.header.jwk);
    if (coReview.claims.co_decision !== coDecision.hash) refuse("co_review_mismatch", "co_review.co_decision");
  }
}
