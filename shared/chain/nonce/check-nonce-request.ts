import type { MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/** The nonce was made for that request, login's or enrolment's (protocol §4.3). */
export function checkNonceRequest(chain: {
  readonly nonce: MeetingLink["nonce"];
  readonly request: { readonly hash: string };
}): void {
  if (chain.nonce.claims.request !== chain.request.hash) refuse("nonce_mismatch", "nonce.request");
}
