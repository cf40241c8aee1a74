import { isSeenPeer } from "../../proof/proof-tier.ts";
import { sawPeer } from "../../statements/elsewhere.ts";
import type { MeetingLink, Trusted } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The command line, or the keeper in front of it, saw which process met it, and no program forwarded the connection from elsewhere, if the policy
 * demands that (protocol §4.2).
 *
 * @throws Refused `peer_unknown`
 */
export function checkPeer(link: Pick<MeetingLink, "presence" | "relay">, { peer }: Pick<Trusted, "peer">): void {
  if (peer === "same" && !isSeenPeer(sawPeer(link).peer)) refuse("peer_unknown", "presence.peer");
}
