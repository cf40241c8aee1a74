import type { MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The attestation is about that presence proof (protocol §4.3).
 *
 * @throws Refused `presence_mismatch`
 */
export function checkLocalityPresence({ presence, attestation }: Pick<MeetingLink, "presence" | "attestation">): void {
  if (attestation.claims.presence !== presence.hash) refuse("presence_mismatch", "attestation.presence");
}
