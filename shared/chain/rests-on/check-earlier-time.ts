import { LONGEST_STANDING_SECONDS } from "../../lifetimes.ts";
import type { Decision } from "../../statements/decision.ts";
import type { RestingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The earlier approval was given after its own decision. It is no older now than a rule lets it stand, nor older than
 * another rule's demand for a recent touch (protocol §4.5, threat R29).
 *
 * @throws Refused `standing_mismatch`, `approval_too_old`
 */
export function checkEarlierTime({ decision, earlier }: Pick<RestingLink, "decision" | "earlier">): void {
  const { rests_on } = decision.claims;
  if (rests_on === undefined || earlier === null) return;
  demandYoungEnough(decision.claims);
  const { approved_at } = rests_on;
  if (approved_at < earlier.decision.claims.iat || approved_at > earlier.request.claims.exp)
    refuse("standing_mismatch", "rests_on.approved_at");
}

/**
 * Judges the age as far as the decision alone shows it, for a reader who does not see the earlier approval.
 *
 * @throws Refused `standing_mismatch`, `approval_too_old`
 */
export function demandYoungEnough({ iat, require, rests_on }: Decision["claims"]): void {
  if (rests_on === undefined) return;
  const { approved_at, stands } = rests_on;
  if (stands > LONGEST_STANDING_SECONDS) refuse("standing_mismatch", "rests_on.stands");
  const age = iat - approved_at;
  if (age < 0 || age > stands) refuse("standing_mismatch", "decision.iat");
  if (age > (require?.fresh_touch ?? age)) refuse("approval_too_old", "decision.require.fresh_touch");
}
