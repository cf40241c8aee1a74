import type { MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The hello names that request and that nonce (protocol §4.3).
 *
 * @throws Refused `request_mismatch`, `nonce_mismatch`
 */
export function checkHelloBinding(chain: {
  readonly request: { readonly hash: string };
  readonly nonce: MeetingLink["nonce"];
  readonly hello: MeetingLink["hello"];
}): void {
  if (chain.hello.claims.request !== chain.request.hash) refuse("request_mismatch", "hello.request");
  if (chain.hello.claims.nonce !== chain.nonce.claims.nonce) refuse("nonce_mismatch", "hello.nonce");
}
