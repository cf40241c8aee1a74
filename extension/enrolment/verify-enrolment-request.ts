import type { Trusted } from "@nearside/shared/chain/chain.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import { ENROLMENT_REQUEST_SECONDS, NONCE_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { EnrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import type { Nonce } from "@nearside/shared/statements/nonce.ts";

/**
 * The server signed the enrolment request. Whether it has ended is judged by the server's clock, once its nonce is
 * there (see {@link checkEnrolmentTime}), because this browser's clock may be wrong.
 *
 * @throws Refused
 */
export async function verifyEnrolmentRequest(
  request: EnrolmentRequest,
  trusted: Pick<Trusted, "issuer" | "serverKeys">,
): Promise<void> {
  await verifyServerSignature(request, trusted);
  if (request.claims.exp - request.claims.iat > ENROLMENT_REQUEST_SECONDS) refuse("enrolment_expired", "request.exp");
}

/**
 * The nonce was made within the enrolment request's life, and claims no longer a life than it may.
 *
 * @throws Refused `nonce_expired`, `enrolment_expired`
 */
export function checkEnrolmentTime(request: EnrolmentRequest, nonce: Nonce): void {
  if (nonce.claims.exp - nonce.claims.iat > NONCE_SECONDS) refuse("nonce_expired", "nonce.exp");
  if (nonce.claims.iat < request.claims.iat) refuse("nonce_expired", "nonce.iat");
  if (nonce.claims.iat > request.claims.exp) refuse("enrolment_expired", "nonce.iat");
}
