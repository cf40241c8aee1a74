import type { Chain } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The login itself issued this token. A token that another one was exchanged for (RFC 8693, protocol §4.6) is never
 * taken for the login's own, however narrow it is and whichever actor it names. Nor is one that came out of a lease (§12.2).
 *
 * @throws Refused `token_mismatch`
 */
export function checkTokenOrigin({ token }: Pick<Chain, "token">): void {
  if (token.claims.parent !== undefined) refuse("token_mismatch", "token.parent");
  if (token.claims.act !== undefined) refuse("token_mismatch", "token.act");
  if (token.claims.lease !== undefined) refuse("token_mismatch", "token.lease");
}
