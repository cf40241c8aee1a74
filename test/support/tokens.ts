// Tokens as a Nearside server makes them, where a test plays the server: for APIs that are judged without one.
import { deflateSync } from "node:zlib";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { newRandomId, newRequestId, newUserId, type RandomBytes } from "@nearside/shared/ids.ts";
import { type AccessToken, accessToken } from "@nearside/shared/oauth/access-token.ts";
import { statusListToken } from "@nearside/shared/oauth/status-list.ts";
import { publicJwkSchema, type Signer } from "@nearside/shared/signing/keys.ts";
import { webCryptoSigner } from "@nearside/shared/signing/web-crypto-signer.ts";
import * as v from "valibot";

type Claims = AccessToken["claims"];

const random: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));
export const newJti = (): string => newRandomId(random);
/** Seconds. */
export const now = (): number => Math.floor(Date.now() / 1000);

export async function newSigner(): Promise<Signer> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return webCryptoSigner(pair.privateKey, v.parse(publicJwkSchema, { kty, crv, x, y }));
}

/** What `/oauth/jwks` answers. */
export const jwksOf = ({ jwk, thumbprint }: Signer): string =>
  JSON.stringify({ keys: [{ ...jwk, kid: thumbprint, alg: "ES256" }] });

export const signToken = (by: Signer, claims: Pick<Claims, "iss" | "aud" | "cnf"> & Partial<Claims>): Promise<string> =>
  accessToken.sign(by, {
    sub: newUserId(random),
    client_id: "nearside-cli",
    scope: "orders:read",
    jti: newJti(),
    iat: now(),
    exp: now() + 900,
    auth_time: now(),
    acr: "urn:nearside:acr:same-machine",
    amr: ["pop", "user"],
    device: claims.cnf.jkt,
    request: newRequestId(random),
    chain: claims.cnf.jkt,
    ...claims,
  });

/** What lies at that address, the `sub`: of its eight tokens, the one of that number is revoked. */
export const signStatusList = (by: Signer, sub: string, revoked: number): Promise<string> =>
  statusListToken.sign(by, {
    ...{ sub, iat: now(), exp: now() + 600, ttl: 60 },
    status_list: { bits: 1, lst: encodeBase64url(deflateSync(new Uint8Array([1 << revoked]))) },
  });
