import type { RestingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * A decision that rests on an earlier approval carries nothing that the person has to give each time (protocol §4.5,
 * threat R29). Nor does one rest on an approval for which other people were asked (protocol §11).
 *
 * @throws Refused `standing_mismatch`
 */
export function checkEarlierGiven({
  decision,
  earlier,
}: Pick<RestingLink, "decision"> & {
  readonly earlier: Pick<NonNullable<RestingLink["earlier"]>, "decision"> | null;
}): void {
  if (earlier?.decision.claims.second !== undefined) refuse("standing_mismatch", "rests_on.second");
  const { rests_on, justification, ticket, require } = decision.claims;
  if (rests_on === undefined) return;
  if (justification !== null) refuse("standing_mismatch", "decision.justification");
  if (ticket !== undefined) refuse("standing_mismatch", "decision.ticket");
  if (require?.security_key === true) refuse("standing_mismatch", "decision.require.security_key");
}
