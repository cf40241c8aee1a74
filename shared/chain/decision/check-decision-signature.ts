import type { ApprovalLink, Known } from "../chain.ts";
import { verifyServerSignature } from "../server-signature.ts";

/** The decision is the server's. */
export const checkDecisionSignature = (
  { decision }: Pick<ApprovalLink, "decision">,
  known: Pick<Known, "issuer" | "serverKeys">,
): Promise<void> => verifyServerSignature(decision, known);
