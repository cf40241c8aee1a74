import { hashFacts } from "../../statements/facts.ts";
import type { RequestLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The request names the hash of the facts' text (protocol §4.1).
 *
 * @throws Refused `facts_mismatch`
 */
export async function checkRequestFacts({ request, facts }: Pick<RequestLink, "request" | "facts">): Promise<void> {
  if ((await hashFacts(facts)) !== request.claims.facts) refuse("facts_mismatch", "request.facts");
}
