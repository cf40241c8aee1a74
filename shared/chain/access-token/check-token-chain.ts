import { decodeBase64url } from "../../encoding/base64url.ts";
import { chainClaim } from "../../oauth/access-token.ts";
import type { Chain } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The token follows from that approval of that decision (protocol §4.6).
 *
 * @throws Refused `chain_mismatch`
 */
export async function checkTokenChain({
  decision,
  assertion,
  securityKey,
  token,
}: Pick<Chain, "decision" | "assertion" | "securityKey" | "token">): Promise<void> {
  const [touch, second] = [signatureOf(assertion), securityKey && signatureOf(securityKey)];
  if (token.claims.chain !== (await chainClaim(decision.hash, touch, second))) refuse("chain_mismatch", "token.chain");
}

const signatureOf = ({ response }: Chain["assertion"]) => decodeBase64url(response.signature, "assertion.signature");
