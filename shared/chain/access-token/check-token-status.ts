import { isStatusListUri } from "../../oauth/status-list.ts";
import type { Chain, Trusted } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * The token says where its revocation is published: in a list of this server's own (protocol §4.7, threat R23).
 *
 * @throws Refused `token_mismatch`
 */
export function checkTokenStatus({ token }: Pick<Chain, "token">, { issuer }: Pick<Trusted, "issuer">): void {
  const { status } = token.claims;
  if (status === undefined) refuse("token_mismatch", "token.status");
  else if (!isStatusListUri(status.status_list.uri, issuer)) refuse("token_mismatch", "token.status.status_list.uri");
}
