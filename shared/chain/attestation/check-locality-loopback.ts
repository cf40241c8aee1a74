import type { Loopback } from "../../claims.ts";
import type { MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The meeting took place at the loopback address and port that the request names (protocol §4.4).
 *
 * @throws Refused `loopback_mismatch`
 */
export function checkLocalityLoopback(chain: {
  readonly request: { readonly claims: { readonly loopback: Loopback } };
  readonly attestation: MeetingLink["attestation"];
}): void {
  const { loopback } = chain.attestation.claims;
  const requested = chain.request.claims.loopback;
  if (loopback.address !== requested.address || loopback.port !== requested.port)
    refuse("loopback_mismatch", "attestation.loopback");
}
