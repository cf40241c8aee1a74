import type { CoDecidedLink, Trusted } from "../chain.ts";
import { verifyServerSignature } from "../server-signature.ts";

/**
 * The server signed each co-decision.
 *
 * @throws Refused `key_mismatch`, `bad_signature`, `wrong_issuer`
 */
export async function checkCoSignature(
  { coApprovals }: Pick<CoDecidedLink, "coApprovals">,
  trusted: Pick<Trusted, "issuer" | "serverKeys">,
): Promise<void> {
  for (const { coDecision } of coApprovals) await verifyServerSignature(coDecision, trusted);
}
