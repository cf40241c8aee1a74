import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { newRandomId } from "@nearside/shared/ids.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import type { ProgramAnswer } from "@nearside/shared/oauth/authorization-code.ts";
import { hasScope, OPENID } from "@nearside/shared/oauth/scopes.ts";
import type { WrittenTokenAnswer } from "@nearside/shared/oauth/token-response.ts";
import { writtenScope } from "@nearside/shared/oauth/written-scope.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import type { StatusPlace } from "../../register/tokens/access-token-store.ts";
import type { TokenFamily } from "../../register/tokens/token-store.ts";
import { mintIdToken } from "./mint-id-token.ts";
import { statusUri, type WithStatusPlaces } from "./status/status-places.ts";

/** The services by which an access token is made. */
export type MintServices = WithClock & WithConfig & WithKeys & WithRandom & WithStatusPlaces;

const REFRESH_TOKEN_BYTES = 32;

/** An access token, signed; `exp` in seconds. */
export interface Minted {
  readonly jws: string;
  /** The key that signed it. */
  readonly kid: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  /** The place at which its revocation is published. It is stored with the token. */
  readonly status: StatusPlace;
}

/**
 * Makes a JWT access token (RFC 9068) of that family. It never outlives the family.
 *
 * @param key thumbprint of the key to which it is bound (RFC 9449 §6); undefined for a program that has none (protocol §6)
 * @param life seconds
 */
export function mintAccessToken(
  services: MintServices,
  family: TokenFamily,
  key: string | undefined,
  life: number,
): Promise<Minted> {
  const { audience, authorization_details, request, chain, auth_time, acr, amr, proof } = family.grant;
  const claims = {
    sub: family.userId,
    aud: audience,
    client_id: family.clientId,
    ...writtenScope(family.scope),
    ...detailsOf(authorization_details),
    auth_time,
    acr,
    amr,
    ...(key === undefined ? {} : { cnf: { jkt: key } }),
    device: family.deviceJkt,
    request,
    chain,
    ...(proof === undefined ? {} : { proof }),
  };
  return signAccessToken(services, claims, life, Math.floor(family.expiresAt / 1000));
}

/** The claims of a token, without those that each new token gets from the server. */
type OwnClaims = Omit<Parameters<typeof accessToken.sign>[1], "iss" | "jti" | "iat" | "exp" | "status">;

/**
 * Signs an access token with those claims, and gives it an id, its times and the place of its status.
 *
 * @param life seconds
 * @param endsBy the latest possible end (NumericDate)
 */
export async function signAccessToken(
  services: MintServices,
  claims: OwnClaims,
  life: number,
  endsBy: number,
): Promise<Minted> {
  const { issuer } = services.config;
  const iat = secondsNow(services);
  const exp = Math.min(iat + life, endsBy);
  const jti = newRandomId(services.random);
  const status = services.statusPlaces.next();
  const place = { status_list: { idx: status.index, uri: statusUri(issuer, status.list) } };
  const { signer } = services.keys;
  const jws = await accessToken.sign(signer, { iss: issuer, ...claims, jti, iat, exp, status: place });
  return { jws, kid: signer.thumbprint, jti, iat, exp, status };
}

/** Makes a refresh token, and its hash, which is all that the server stores. */
export async function newRefreshToken(services: WithRandom): Promise<{ token: string; hash: string }> {
  const token = encodeBase64url(services.random(REFRESH_TOKEN_BYTES));
  return { token, hash: await sha256Base64url(token) };
}

/** Makes the token response (RFC 6749 §5.1, RFC 9449 §5, RFC 9396 §7, OpenID Connect Core 1.0 §3.1.3.3). */
export const tokenAnswer = async (
  services: WithClock & WithConfig & WithKeys,
  family: TokenFamily,
  access: Pick<Minted, "jws" | "exp">,
  refreshToken: string,
): Promise<WrittenTokenAnswer> => ({
  access_token: access.jws,
  token_type: "DPoP",
  expires_in: Math.max(0, access.exp - secondsNow(services)),
  refresh_token: refreshToken,
  ...writtenScope(family.scope),
  ...detailsOf(family.grant.authorization_details),
  ...(hasScope(family.scope, OPENID) ? { id_token: await mintIdToken(services, family, access) } : {}),
});

/** Makes the token response for a program that only knows a redirect: it has no refresh token. @see programAnswerSchema */
export const programAnswer = async (
  services: WithClock & WithConfig & WithKeys,
  family: TokenFamily,
  access: Pick<Minted, "jws" | "exp">,
  { isBound, nonce }: { readonly isBound: boolean; readonly nonce: string | undefined },
): Promise<ProgramAnswer> => ({
  access_token: access.jws,
  token_type: isBound ? "DPoP" : "Bearer",
  expires_in: Math.max(0, access.exp - secondsNow(services)),
  ...writtenScope(family.scope),
  ...detailsOf(family.grant.authorization_details),
  ...(hasScope(family.scope, OPENID) ? { id_token: await mintIdToken(services, family, access, nonce) } : {}),
});

/** Returns the details as the token has them: no member if the list is empty. */
export const detailsOf = (authorization_details: TokenFamily["grant"]["authorization_details"] = []) =>
  authorization_details.length === 0 ? {} : { authorization_details };
