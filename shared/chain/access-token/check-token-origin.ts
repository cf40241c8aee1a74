import type { Chain } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The token came of the login itself: what another token was exchanged for (RFC 8693, protocol §4.6) is never taken for the
 * login's own, narrowed though it may be, and whoever acts by it.
 */
export function checkTokenOrigin({ token }: Pick<Chain, "token">): void {
  if (token.claims.parent !== undefined) refuse("token_mismatch", "token.parent");
  if (token.claims.act !== undefined) refuse("token_mismatch", "token.act");
}
