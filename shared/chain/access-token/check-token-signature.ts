import type { Chain, Trusted } from "../chain.ts";
import { verifyServerSignature } from "../server-signature.ts";

/**
 * The server signed the access token (RFC 9068 §4).
 *
 * @throws Refused `key_mismatch`, `bad_signature`, `wrong_issuer`
 */
export const checkTokenSignature = (
  { token }: Pick<Chain, "token">,
  trusted: Pick<Trusted, "issuer" | "serverKeys">,
): Promise<void> => verifyServerSignature(token, trusted);
