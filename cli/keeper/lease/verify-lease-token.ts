import { isDeepStrictEqual } from "node:util";
import { checkTokenSignature } from "@nearside/shared/chain/access-token/check-token-signature.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import type { AccessToken } from "@nearside/shared/oauth/access-token.ts";
import { actorOfLease, type Lease } from "@nearside/shared/oauth/lease.ts";
import { readToken } from "../../credentials/verify-token.ts";
import type { Connection } from "../../server/connection.ts";
import { isWithin } from "../../server/scope-words.ts";
import type { LeaseTarget } from "./which-lease.ts";

/** The claims that an exchange copies (protocol §4.6). */
const SAME = [
  ...(["sub", "client_id", "device", "request", "chain"] as const),
  ...(["acr", "amr", "auth_time", "proof"] as const),
];

/**
 * Verifies a token out of a lease before it is used (protocol §12.2): it must be the server's, of that lease and of its key, for that API
 * alone and no more than was asked for, in the agent's name, and over with the lease at the latest.
 *
 * @throws Refused `token_mismatch`, …
 */
export async function verifyLeaseToken(
  { issuer, keys, clock }: Pick<Connection, "issuer" | "keys" | "clock">,
  text: string,
  own: AccessToken,
  lease: Lease,
  { resource, scope, tool }: LeaseTarget,
): Promise<AccessToken> {
  const token = await readToken(text);
  await checkTokenSignature({ token }, { issuer, serverKeys: await keys.current() });
  const { claims } = token;
  for (const name of SAME)
    if (!isDeepStrictEqual(claims[name], own.claims[name])) refuse("token_mismatch", `token.${name}`);
  if (claims.cnf?.jkt !== own.claims.cnf?.jkt) refuse("token_mismatch", "token.cnf.jkt");
  if (claims.parent !== own.claims.jti) refuse("token_mismatch", "token.parent");
  if (claims.act?.sub !== actorOfLease(lease) || claims.act.lease !== own.claims.request)
    refuse("token_mismatch", "token.act");
  if (!isDeepStrictEqual(claims.aud, [resource])) refuse("token_mismatch", "token.aud");
  if (!isWithin(claims.scope, scope)) refuse("token_mismatch", "token.scope");
  const { id, once = false, tools = [] } = claims.lease ?? {};
  if (id !== own.claims.request || once !== (lease.calls !== undefined)) refuse("token_mismatch", "token.lease");
  const granted = tool === undefined ? (lease.access.find((each) => each.resource === resource)?.tools ?? []) : [tool];
  if (!isDeepStrictEqual([...tools].sort(), [...granted].sort())) refuse("token_mismatch", "token.lease.tools");
  const ends = own.claims.auth_time + lease.for;
  if (claims.exp < clock.seconds() - CLOCK_LEEWAY_SECONDS || claims.exp > ends) refuse("token_mismatch", "token.exp");
  return token;
}
