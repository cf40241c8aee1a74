import type { Loopback } from "../../claims.ts";
import type { MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * Command line and extension met on one and the same way: at the loopback address and port that the request names, or, as
 * both of them say, by native messaging (protocol §4.4).
 *
 * @throws Refused `loopback_mismatch`
 */
export function checkLocalityLoopback(chain: {
  readonly request: { readonly claims: { readonly loopback: Loopback | null } };
  readonly presence: Pick<MeetingLink["presence"], "claims">;
  readonly attestation: Pick<MeetingLink["attestation"], "claims">;
}): void {
  const { loopback } = chain.attestation.claims;
  const byNative = chain.presence.claims.channel === "native";
  if (byNative !== (loopback === null)) refuse("loopback_mismatch", "attestation.loopback");
  if (loopback === null) return;
  const requested = chain.request.claims.loopback;
  if (loopback.address !== requested?.address || loopback.port !== requested.port)
    refuse("loopback_mismatch", "attestation.loopback");
}
