import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { newRandomId } from "@nearside/shared/ids.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { hasScope, OPENID } from "@nearside/shared/oauth/scopes.ts";
import type { WrittenTokenAnswer } from "@nearside/shared/oauth/token-response.ts";
import { writtenScope } from "@nearside/shared/oauth/written-scope.ts";
import { type Ground, secondsNow } from "../ground.ts";
import { mintIdToken } from "./mint-id-token.ts";
import { type StatusPlace, statusUri } from "./status-places.ts";
import type { TokenFamily } from "./token-store.ts";

const REFRESH_TOKEN_BYTES = 32;

/** An access token, signed; `exp` in seconds. */
export interface Minted {
  readonly jws: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  /** Where its revocation is published; it is stored with the token. */
  readonly status: StatusPlace;
}

/**
 * A JWT access token (RFC 9068) of that family, bound to its session key (RFC 9449 §6). It never outlives the family.
 *
 * @param life seconds
 */
export async function mintAccessToken(ground: Ground, family: TokenFamily, life: number): Promise<Minted> {
  const iat = secondsNow(ground);
  const exp = Math.min(iat + life, Math.floor(family.expiresAt / 1000));
  const jti = newRandomId(ground.random);
  const status = ground.statusPlaces.next();
  const { audience, authorization_details, request, chain, auth_time, acr, amr, proof } = family.grant;
  const jws = await accessToken.sign(ground.keys.signer, {
    iss: ground.config.issuer,
    sub: family.userId,
    aud: audience,
    client_id: family.clientId,
    ...writtenScope(family.scope),
    ...detailsOf(authorization_details),
    jti,
    iat,
    exp,
    auth_time,
    acr,
    amr,
    cnf: { jkt: family.sessionJkt },
    device: family.deviceJkt,
    request,
    chain,
    ...(proof === undefined ? {} : { proof }),
    status: { status_list: { idx: status.index, uri: statusUri(ground.config.issuer, status.list) } },
  });
  return { jws, jti, iat, exp, status };
}

/** A refresh token, and the hash by which alone the server knows it. */
export async function newRefreshToken(ground: Pick<Ground, "random">): Promise<{ token: string; hash: string }> {
  const token = encodeBase64url(ground.random(REFRESH_TOKEN_BYTES));
  return { token, hash: await sha256Base64url(token) };
}

/** RFC 6749 §5.1, RFC 9449 §5, RFC 9396 §7, OpenID Connect Core 1.0 §3.1.3.3. */
export const tokenAnswer = async (
  ground: Ground,
  family: TokenFamily,
  access: Pick<Minted, "jws" | "exp">,
  refreshToken: string,
): Promise<WrittenTokenAnswer> => ({
  access_token: access.jws,
  token_type: "DPoP",
  expires_in: Math.max(0, access.exp - secondsNow(ground)),
  refresh_token: refreshToken,
  ...writtenScope(family.scope),
  ...detailsOf(family.grant.authorization_details),
  ...(hasScope(family.scope, OPENID) ? { id_token: await mintIdToken(ground, family, access) } : {}),
});

/** As they stand in the token; no member where there are none. */
export const detailsOf = (authorization_details: TokenFamily["grant"]["authorization_details"] = []) =>
  authorization_details.length === 0 ? {} : { authorization_details };
