import { decodeBase64url } from "../base64url.ts";
import { chainClaim } from "../oauth/access-token.ts";
import type { Chain } from "./chain.ts";
import { refuse } from "./refusal.ts";

/** The token rests on that approval of that decision (protocol §4.6). */
export async function checkTokenChain({
  decision,
  assertion,
  token,
}: Pick<Chain, "decision" | "assertion" | "token">): Promise<void> {
  const signature = decodeBase64url(assertion.response.signature, "assertion.signature");
  if (token.claims.chain !== (await chainClaim(decision.hash, signature))) refuse("chain_mismatch", "token.chain");
}
