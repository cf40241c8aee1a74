import { readLease } from "../../oauth/lease.ts";
import { readFacts } from "../../statements/facts.ts";
import type { Chain, Trusted } from "../chain.ts";
import { hasLife } from "../judge-times.ts";
import { refuse } from "../refusal.ts";

/**
 * The token grants what was requested and agreed to, and nothing beyond: client, scope, audience, details, lifetime
 * (protocol §4.6, threat R13). It outlives neither its family nor its lease, whose time counts from the touch (§12.2).
 *
 * @throws Refused `token_mismatch`
 */
export function checkTokenGrant(
  { facts, decision, token }: Pick<Chain, "facts" | "decision" | "token">,
  { issuer }: Pick<Trusted, "issuer">,
): void {
  const requested = readFacts(facts);
  const { claims } = token;
  if (claims.client_id !== requested.client.id) refuse("token_mismatch", "token.client_id");
  if (claims.scope !== (decision.claims.scope ?? requested.scope)) refuse("token_mismatch", "token.scope");
  const audience = requested.resource.length === 0 ? [issuer] : requested.resource;
  if (!isSame(claims.aud, audience)) refuse("token_mismatch", "token.aud");
  if (!isSame(claims.authorization_details ?? [], requested.authorization_details))
    refuse("token_mismatch", "token.authorization_details");
  const { access_token, refresh_token } = decision.claims.lifetime;
  if (!hasLife(claims, Math.min(access_token, refresh_token))) refuse("token_mismatch", "token.exp");
  const lease = readLease(requested);
  if (lease !== undefined && claims.exp > claims.auth_time + Math.min(lease.for, refresh_token))
    refuse("token_mismatch", "token.exp");
}

/** One schema read both values, so equal values have equal JSON. */
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
