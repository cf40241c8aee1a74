import type { MeetingLink, Trusted } from "../chain.ts";
import { verifyServerSignature } from "../server-signature.ts";

/**
 * The server signed the nonce.
 *
 * @throws Refused `key_mismatch`, `bad_signature`, `wrong_issuer`
 */
export const checkNonceSignature = (
  { nonce }: Pick<MeetingLink, "nonce">,
  trusted: Pick<Trusted, "issuer" | "serverKeys">,
): Promise<void> => verifyServerSignature(nonce, trusted);
