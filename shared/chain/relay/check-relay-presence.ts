import type { MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The relay is about that presence proof (protocol §10.3).
 *
 * @throws Refused `relay_mismatch`
 */
export function checkRelayPresence({ presence, relay }: Pick<MeetingLink, "presence" | "relay">): void {
  if (relay !== null && relay.claims.presence !== presence.hash) refuse("relay_mismatch", "relay.presence");
}
