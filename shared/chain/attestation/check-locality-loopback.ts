import type { Loopback } from "../../claims.ts";
import { sawPeer } from "../../statements/elsewhere.ts";
import type { Relay } from "../../statements/relay.ts";
import type { MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * Command line, or the keeper in front of it, and extension met on one and the same way: at the loopback address and port that the
 * request names, or, as both of them say, by native messaging (protocol §4.4, §10.3).
 *
 * @throws Refused `loopback_mismatch`
 */
export function checkLocalityLoopback(chain: {
  readonly request: { readonly claims: { readonly loopback: Loopback | null } };
  readonly presence: Pick<MeetingLink["presence"], "claims">;
  readonly relay: Pick<Relay, "claims"> | null;
  readonly attestation: Pick<MeetingLink["attestation"], "claims">;
}): void {
  const { loopback } = chain.attestation.claims;
  const byNative = sawPeer(chain).channel === "native";
  if (byNative !== (loopback === null)) refuse("loopback_mismatch", "attestation.loopback");
  if (loopback === null) return;
  const requested = chain.request.claims.loopback;
  if (loopback.address !== requested?.address || loopback.port !== requested.port)
    refuse("loopback_mismatch", "attestation.loopback");
}
