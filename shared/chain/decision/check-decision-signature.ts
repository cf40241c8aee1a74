import type { ApprovalLink, Known } from "../chain.ts";
import { verifyServerSignature } from "../server-signature.ts";

/**
 * The server signed the decision.
 *
 * @throws Refused `key_mismatch`, `bad_signature`, `wrong_issuer`
 */
export const checkDecisionSignature = (
  { decision }: Pick<ApprovalLink, "decision">,
  known: Pick<Known, "issuer" | "serverKeys">,
): Promise<void> => verifyServerSignature(decision, known);
