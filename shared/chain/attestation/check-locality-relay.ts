import type { MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The attestation names the relay through which the extension met, or none for a command line on the machine itself (protocol §10.3).
 *
 * @throws Refused `relay_mismatch`
 */
export function checkLocalityRelay({ relay, attestation }: Pick<MeetingLink, "relay" | "attestation">): void {
  const { claims } = attestation;
  const named = "relay" in claims ? claims.relay : null;
  if (named !== (relay?.hash ?? null)) refuse("relay_mismatch", "attestation.relay");
}
