import type { Trusted } from "../chain/chain.ts";
import { refuse } from "../chain/refusal.ts";
import { verifyServerSignature } from "../chain/server-signature.ts";
import {
  ENDED_KINDS,
  type EndedCounts,
  MOST_LISTED,
  type Offboarding,
  offboarding,
} from "../statements/offboarding.ts";

/**
 * Verifies the report of a leaving by itself: no clock, no network (protocol §4.7). The server alone vouches that this
 * ended, and when; its log shows the same by the report's events.
 *
 * @param jws the text in the document, whose author may be hostile
 * @throws Refused
 */
export async function verifyOffboarding(
  jws: string,
  trusted: Pick<Trusted, "issuer" | "serverKeys">,
): Promise<Offboarding["claims"]> {
  const report = await offboarding.read(jws);
  await verifyServerSignature(report, trusted);
  const { claims } = report;
  for (const kind of ENDED_KINDS) checkList(kind, claims);
  return claims;
}

/** Each list has as many entries as it counts, each once, each with one of the report's own events. */
function checkList(kind: keyof EndedCounts, { ended, counts, events }: Offboarding["claims"]): void {
  const list = ended[kind];
  if (list.length !== Math.min(counts[kind], MOST_LISTED)) refuse("malformed", `counts.${kind}`);
  if (new Set(list.map(({ id }) => id)).size !== list.length) refuse("malformed", `ended.${kind}`);
  if (list.some(({ event }) => event < events.first || event > events.last)) refuse("malformed", `ended.${kind}.event`);
}
