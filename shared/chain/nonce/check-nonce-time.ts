import { NONCE_SECONDS, REQUEST_SECONDS } from "../../lifetimes.ts";
import type { MeetingLink } from "../chain.ts";
import { hasLife } from "../judge-times.ts";
import { refuse } from "../refusal.ts";

/**
 * The nonce was made within the request's life. Both end after they begin, and neither claims a longer life than it
 * may.
 *
 * @throws Refused `request_expired`, `nonce_expired`
 */
export function checkNonceTime({ request, nonce }: Pick<MeetingLink, "request" | "nonce">): void {
  if (!hasLife(request.claims, REQUEST_SECONDS)) refuse("request_expired", "request.exp");
  if (!hasLife(nonce.claims, NONCE_SECONDS)) refuse("nonce_expired", "nonce.exp");
  if (nonce.claims.iat < request.claims.iat) refuse("nonce_expired", "nonce.iat");
  if (nonce.claims.iat > request.claims.exp) refuse("request_expired", "nonce.iat");
}
