import type { MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The relay is about that presence proof, which leaves peer and way to the relay: a command line elsewhere sees neither (protocol §10.3).
 *
 * @throws Refused `relay_mismatch`
 */
export function checkRelayPresence({ presence, relay }: Pick<MeetingLink, "presence" | "relay">): void {
  if (relay === null) return;
  if (relay.claims.presence !== presence.hash) refuse("relay_mismatch", "relay.presence");
  const { peer, channel } = presence.claims;
  if (channel !== undefined) refuse("relay_mismatch", "presence.channel");
  const sawNobody = peer.account === "unknown" && peer.process === null && peer.forwarded === "unknown";
  if (!sawNobody) refuse("relay_mismatch", "presence.peer");
}
