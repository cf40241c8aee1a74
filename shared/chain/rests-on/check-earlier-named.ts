import type { RestingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";
import { touchHash } from "./rests-on.ts";

/**
 * The decision names the earlier approval exactly, and there is an earlier approval only if it names one (protocol
 * §4.5).
 *
 * @throws Refused `standing_mismatch`
 */
export async function checkEarlierNamed({
  decision,
  earlier,
}: Pick<RestingLink, "decision" | "earlier">): Promise<void> {
  const { rests_on } = decision.claims;
  if (rests_on === undefined || earlier === null) {
    if (rests_on !== undefined || earlier !== null) refuse("standing_mismatch", "decision.rests_on");
    return;
  }
  if (rests_on.request !== earlier.request.claims.jti) refuse("standing_mismatch", "rests_on.request");
  if (rests_on.decision !== earlier.decision.hash) refuse("standing_mismatch", "rests_on.decision");
  if (rests_on.assertion !== (await touchHash(earlier))) refuse("standing_mismatch", "rests_on.assertion");
  if (rests_on.credential_id !== earlier.assertion.id) refuse("standing_mismatch", "rests_on.credential_id");
}
