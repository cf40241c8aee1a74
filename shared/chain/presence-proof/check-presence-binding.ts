import { thumbprintOf } from "../../signing/keys.ts";
import type { MeetingLink } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The presence proof answers that hello: request, nonce, `xn` and the extension key are equal (protocol §4.3).
 *
 * @throws Refused `request_mismatch`, `nonce_mismatch`, `handshake_mismatch`
 */
export async function checkPresenceBinding(chain: {
  readonly request: { readonly hash: string };
  readonly nonce: MeetingLink["nonce"];
  readonly hello: MeetingLink["hello"];
  readonly presence: MeetingLink["presence"];
}): Promise<void> {
  const { request, nonce, hello, presence } = chain;
  if (presence.claims.request !== request.hash) refuse("request_mismatch", "presence.request");
  if (presence.claims.nonce !== nonce.claims.nonce) refuse("nonce_mismatch", "presence.nonce");
  if (presence.claims.xn !== hello.claims.xn) refuse("handshake_mismatch", "presence.xn");
  if (presence.claims.jkt !== (await thumbprintOf(hello.header.jwk))) refuse("handshake_mismatch", "presence.jkt");
}
