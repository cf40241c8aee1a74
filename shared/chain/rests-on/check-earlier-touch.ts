import type { RestingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * A person touched a passkey for the earlier approval. No approval rests on one that rests on another, so none grows
 * older than it may (protocol §4.5).
 *
 * @throws Refused `standing_mismatch`
 */
export function checkEarlierTouch({
  earlier,
}: {
  readonly earlier: Pick<NonNullable<RestingLink["earlier"]>, "decision"> | null;
}): void {
  if (earlier?.decision.claims.rests_on !== undefined) refuse("standing_mismatch", "rests_on.rests_on");
}
