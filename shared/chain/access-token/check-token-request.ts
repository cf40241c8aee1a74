import type { Chain } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The token names that request and is bound to its session key (protocol §4.6). If it is bound to no key, its `proof` must say for which
 * kind of program (`check-token-proof.ts`).
 *
 * @throws Refused `token_mismatch`
 */
export function checkTokenRequest({ request, token }: Pick<Chain, "request" | "token">): void {
  const { cnf } = token.claims;
  if (token.claims.request !== request.claims.jti) refuse("token_mismatch", "token.request");
  if (cnf !== undefined && cnf.jkt !== request.claims.sub_jkt) refuse("token_mismatch", "token.cnf.jkt");
}
