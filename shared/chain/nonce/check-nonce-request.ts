import type { MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The nonce names that request, be it a login's or an enrolment's (protocol §4.3).
 *
 * @throws Refused `nonce_mismatch`
 */
export function checkNonceRequest(chain: {
  readonly nonce: MeetingLink["nonce"];
  readonly request: { readonly hash: string };
}): void {
  if (chain.nonce.claims.request !== chain.request.hash) refuse("nonce_mismatch", "nonce.request");
}
