import type { Chain } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The token names that request and is bound to its session key (protocol §4.6).
 *
 * @throws Refused `token_mismatch`
 */
export function checkTokenRequest({ request, token }: Pick<Chain, "request" | "token">): void {
  if (token.claims.request !== request.claims.jti) refuse("token_mismatch", "token.request");
  if (token.claims.cnf.jkt !== request.claims.sub_jkt) refuse("token_mismatch", "token.cnf.jkt");
}
