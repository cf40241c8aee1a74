import type { Chain } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The token says when the person touched. An approval that rests on an earlier one has the time of the earlier touch
 * (protocol §4.6).
 *
 * @throws Refused `token_mismatch`
 */
export function checkTokenTouch({ decision, token }: Pick<Chain, "decision" | "token">): void {
  const { rests_on } = decision.claims;
  if (rests_on !== undefined && token.claims.auth_time !== rests_on.approved_at)
    refuse("token_mismatch", "token.auth_time");
}
