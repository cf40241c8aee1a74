import type { Chain } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The token names that request and is bound to its session key (protocol §4.6), if its `proof` does not say that it is for a program that
 * only knows a redirect (`check-token-proof.ts`).
 *
 * @throws Refused `token_mismatch`
 */
export function checkTokenRequest({ request, token }: Pick<Chain, "request" | "token">): void {
  const { cnf, proof } = token.claims;
  if (token.claims.request !== request.claims.jti) refuse("token_mismatch", "token.request");
  if (proof?.program === undefined && cnf?.jkt !== request.claims.sub_jkt) refuse("token_mismatch", "token.cnf.jkt");
}
