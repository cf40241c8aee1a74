import type { Known, MeetingLink } from "../chain.ts";
import { verifyServerSignature } from "../server-signature.ts";

/**
 * The server signed the nonce.
 *
 * @throws Refused `key_mismatch`, `bad_signature`, `wrong_issuer`
 */
export const checkNonceSignature = (
  { nonce }: Pick<MeetingLink, "nonce">,
  known: Pick<Known, "issuer" | "serverKeys">,
): Promise<void> => verifyServerSignature(nonce, known);
