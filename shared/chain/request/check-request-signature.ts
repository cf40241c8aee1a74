import type { Known, RequestLink } from "../chain.ts";
import { verifyServerSignature } from "../server-signature.ts";

/**
 * The server signed the request.
 *
 * @throws Refused `key_mismatch`, `bad_signature`, `wrong_issuer`
 */
export const checkRequestSignature = (
  { request }: Pick<RequestLink, "request">,
  known: Pick<Known, "issuer" | "serverKeys">,
): Promise<void> => verifyServerSignature(request, known);
