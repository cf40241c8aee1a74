import { isSeenPeer } from "../../proof/proof-tier.ts";
import type { Known, MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * Where the policy demands it, the command line saw which process met it, and no program forwarded the connection from
 * elsewhere (protocol §4.2).
 */
export function checkPeer({ presence }: Pick<MeetingLink, "presence">, { peer }: Pick<Known, "peer">): void {
  if (peer === "same" && !isSeenPeer(presence.claims.peer)) refuse("peer_unknown", "presence.peer");
}
