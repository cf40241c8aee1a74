import type { ApprovalLink, Trusted } from "../chain.ts";
import { verifyServerSignature } from "../server-signature.ts";

/**
 * The server signed the decision.
 *
 * @throws Refused `key_mismatch`, `bad_signature`, `wrong_issuer`
 */
export const checkDecisionSignature = (
  { decision }: Pick<ApprovalLink, "decision">,
  trusted: Pick<Trusted, "issuer" | "serverKeys">,
): Promise<void> => verifyServerSignature(decision, trusted);
