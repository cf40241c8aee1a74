import { isDeepStrictEqual } from "node:util";
import { checkTokenSignature } from "@nearside/shared/chain/access-token/check-token-signature.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import type { Connection } from "../server/connection.ts";
import { isWithin } from "../server/scope-words.ts";
import { readToken } from "./verify-token.ts";

/** The audience and the scope that the token was to have, and nothing else. */
interface Less {
  readonly audience: string;
  /** Separated by spaces. Rules may have granted less. */
  readonly scope: string;
}

/**
 * The claims that an exchange copies (protocol §4.6), so that a narrower token is of the same person, machine, login and
 * proof. The details are among them: an exchange names none, and details that are not named stay as they are.
 */
const SAME = [
  ...(["sub", "client_id", "device", "request", "chain"] as const),
  ...(["acr", "amr", "auth_time", "proof", "authorization_details"] as const),
];

/**
 * Verifies a token that the login's own was exchanged for (RFC 8693). It must be the server's, of the same login, for
 * the same key, for no more than was asked for and than the login's own token, without an actor, and over no later.
 *
 * @throws Refused `token_mismatch`, …
 */
export async function verifyNarrowedToken(
  { issuer, keys, clock }: Connection,
  text: string,
  own: AccessToken,
  { audience, scope }: Less,
): Promise<AccessToken> {
  const token = await readToken(text);
  await checkTokenSignature({ token }, { issuer, serverKeys: await keys.current() });
  const { claims } = token;
  for (const name of SAME)
    if (!isDeepStrictEqual(claims[name], own.claims[name])) refuse("token_mismatch", `token.${name}`);
  if (claims.cnf?.jkt !== own.claims.cnf?.jkt) refuse("token_mismatch", "token.cnf.jkt");
  if (claims.parent !== own.claims.jti) refuse("token_mismatch", "token.parent");
  if (claims.act !== undefined) refuse("token_mismatch", "token.act");
  if (claims.aud.length !== 1 || claims.aud[0] !== audience || !own.claims.aud.includes(audience))
    refuse("token_mismatch", "token.aud");
  if (!isWithin(claims.scope, scope) || !isWithin(claims.scope, own.claims.scope))
    refuse("token_mismatch", "token.scope");
  const isOver = claims.exp < clock.seconds() - CLOCK_LEEWAY_SECONDS;
  if (isOver || claims.exp > own.claims.exp) refuse("token_mismatch", "token.exp");
  return token;
}
