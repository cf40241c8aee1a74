import type { RestingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * A decision that rests on an earlier approval carries nothing that the person has to give each time (protocol §4.5,
 * threat R29).
 *
 * @throws Refused `standing_mismatch`
 */
export function checkEarlierGiven({ decision }: Pick<RestingLink, "decision">): void {
  const { rests_on, justification, ticket, require } = decision.claims;
  if (rests_on === undefined) return;
  if (justification !== null) refuse("standing_mismatch", "decision.justification");
  if (ticket !== undefined) refuse("standing_mismatch", "decision.ticket");
  if (require?.security_key === true) refuse("standing_mismatch", "decision.require.security_key");
}
