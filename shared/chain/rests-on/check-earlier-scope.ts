import { readFacts } from "../../statements/facts.ts";
import type { RestingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The decision grants no more scope than the earlier one granted (protocol §4.5, threat R29).
 *
 * @throws Refused `standing_mismatch`
 */
export function checkEarlierScope({ facts, decision, earlier }: RestingLink): void {
  if (earlier === null) return;
  const then = grantedScope(earlier).split(" ");
  const isMore = grantedScope({ facts, decision })
    .split(" ")
    .some((word) => word !== "" && !then.includes(word));
  if (isMore) refuse("standing_mismatch", "rests_on.scope");
}

/** The requested scope, or its part that rules left. */
const grantedScope = ({ facts, decision }: Pick<RestingLink, "facts" | "decision">): string =>
  decision.claims.scope ?? readFacts(facts).scope;
