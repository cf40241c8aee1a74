import { writtenScope } from "@nearside/shared/oauth/written-scope.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { ResourceServer } from "../../platform/config/clients/client.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import type { WithActiveTokens } from "../../register/tokens/active-tokens.ts";
import { readIssuedToken, type WithVerifiedTokens } from "./read-issued-token.ts";

/** Every token that is not active gets this one answer, which does not say why (RFC 7662 §2.2). */
const INACTIVE = { active: false } as const;

/** JSON members of the answer (RFC 7662 §2.2, RFC 9449 §6.2, RFC 9470 §6.2, RFC 9396 §9.2). */
type Introspection = typeof INACTIVE | { readonly active: true; readonly [member: string]: unknown };

/**
 * Makes the introspection response for a resource server. A token is reported as `active` only if this server signed it, nothing that it
 * depends on has ended, and it is for one of the resource server's own audiences.
 *
 * @param text any text
 */
export async function introspectToken(
  services: WithClock & WithConfig & WithDb & WithKeys & WithActiveTokens & WithVerifiedTokens,
  text: string,
  resourceServer: ResourceServer,
): Promise<Introspection> {
  const token = await readIssuedToken(services, text);
  if (token === undefined) return INACTIVE;
  const { claims } = token;
  const aud = claims.aud.filter((audience) => resourceServer.resources.includes(audience)); // its other audiences are not this API's business
  if (aud.length === 0 || !(await isActive(services, claims.jti))) return INACTIVE;
  const { iss, sub, client_id, scope, jti, iat, exp, auth_time, acr, amr, cnf, device, request, chain } = claims;
  const { authorization_details, proof, act, lease } = claims;
  return {
    active: true,
    token_type: cnf === undefined ? "Bearer" : "DPoP",
    ...{ iss, sub, aud, client_id, jti, iat, exp, auth_time, acr, amr },
    ...(cnf === undefined ? {} : { cnf }),
    ...writtenScope(scope),
    ...(authorization_details === undefined ? {} : { authorization_details }),
    ...(act === undefined ? {} : { act }),
    ...(lease === undefined ? {} : { lease }),
    ...{ device, request, chain },
    ...(proof === undefined ? {} : { proof }),
  };
}

async function isActive({ db, activeTokens }: WithDb & WithActiveTokens, jti: string): Promise<boolean> {
  try {
    await activeTokens.demandToken(db, jti);
    return true;
  } catch (cause) {
    if (cause instanceof Refused) return false;
    throw cause;
  }
}

export const INTROSPECTION_JWT_TYPE = "token-introspection+jwt";

/** Signs the same response as a JWT for that resource server alone (RFC 9701 §5), which it can show later. */
export const signIntrospection = (
  services: WithClock & WithConfig & WithKeys,
  answer: Introspection,
  resourceServer: ResourceServer,
): Promise<string> => {
  const { config } = services;
  const { signer } = services.keys; // read once: the key may be replaced between two reads
  const claims = { iss: config.issuer, aud: resourceServer.id, iat: secondsNow(services), token_introspection: answer };
  return signer.sign(
    { alg: resourceServer.introspectionJwt.alg, typ: INTROSPECTION_JWT_TYPE, kid: signer.thumbprint },
    new TextEncoder().encode(JSON.stringify(claims)),
  );
};
