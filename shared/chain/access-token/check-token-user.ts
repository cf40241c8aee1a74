import type { BoundSet, Chain } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The token is in the name of the person whom the machine is enrolled for (protocol §3.6, threat R11).
 *
 * @throws Refused `wrong_user`
 */
export function checkTokenUser(
  { token }: Pick<Chain, "token">,
  { bound }: { readonly bound: Pick<BoundSet, "user"> },
): void {
  if (token.claims.sub !== bound.user.id) refuse("wrong_user", "token.sub");
}
