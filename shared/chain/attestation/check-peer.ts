import { isSeenPeer } from "../../proof/proof-tier.ts";
import type { MeetingLink, Trusted } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The command line saw which process met it, and no program forwarded the connection from elsewhere, if the policy
 * demands that (protocol §4.2).
 *
 * @throws Refused `peer_unknown`
 */
export function checkPeer({ presence }: Pick<MeetingLink, "presence">, { peer }: Pick<Trusted, "peer">): void {
  if (peer === "same" && !isSeenPeer(presence.claims.peer)) refuse("peer_unknown", "presence.peer");
}
