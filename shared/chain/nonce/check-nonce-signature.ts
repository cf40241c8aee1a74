import type { Known, MeetingLink } from "../chain.ts";
import { verifyServerSignature } from "../server-signature.ts";

/** The nonce is the server's. */
export const checkNonceSignature = (
  { nonce }: Pick<MeetingLink, "nonce">,
  known: Pick<Known, "issuer" | "serverKeys">,
): Promise<void> => verifyServerSignature(nonce, known);
