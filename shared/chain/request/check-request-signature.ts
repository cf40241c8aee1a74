import type { RequestLink, Trusted } from "../chain.ts";
import { verifyServerSignature } from "../server-signature.ts";

/**
 * The server signed the request.
 *
 * @throws Refused `key_mismatch`, `bad_signature`, `wrong_issuer`
 */
export const checkRequestSignature = (
  { request }: Pick<RequestLink, "request">,
  trusted: Pick<Trusted, "issuer" | "serverKeys">,
): Promise<void> => verifyServerSignature(request, trusted);
