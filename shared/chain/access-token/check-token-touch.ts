import type { Chain } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The token says when the person touched. An approval that rests on an earlier one has the time of the earlier touch
 * (protocol §4.6). Second approvers were told when that was (protocol §11).
 *
 * @throws Refused `token_mismatch`
 */
export function checkTokenTouch({
  decision,
  coApprovals,
  token,
}: Pick<Chain, "decision" | "coApprovals" | "token">): void {
  const { rests_on } = decision.claims;
  const [first] = coApprovals;
  const touched = rests_on?.approved_at ?? first?.coDecision.claims.approved_at;
  if (touched !== undefined && token.claims.auth_time !== touched) refuse("token_mismatch", "token.auth_time");
}
