// Tokens as a Nearside server makes them, where a test plays the server: for APIs that are judged without one.
import { deflateSync } from "node:zlib";
import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { newRequestId, newUserId, type RandomBytes } from "@nearside/shared/ids.ts";
import { type AccessToken, accessToken } from "@nearside/shared/oauth/access-token.ts";
import { statusListToken } from "@nearside/shared/oauth/status-list.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { newId, now } from "../steps/stage.ts";

type Claims = AccessToken["claims"];

const random: RandomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));
export const signToken = (by: Signer, claims: Pick<Claims, "iss" | "aud" | "cnf"> & Partial<Claims>): Promise<string> =>
  accessToken.sign(by, {
    sub: newUserId(random),
    client_id: "nearside-cli",
    scope: "orders:read",
    jti: newId(),
    iat: now(),
    exp: now() + 900,
    auth_time: now(),
    acr: "urn:nearside:acr:same-machine",
    amr: ["pop", "user"],
    device: claims.cnf?.jkt ?? "",
    request: newRequestId(random),
    chain: claims.cnf?.jkt ?? "",
    ...claims,
  });

/** The status list at that address, the `sub`. It is about eight tokens, and the one of that number is revoked. */
export const signStatusList = (by: Signer, sub: string, revoked: number): Promise<string> =>
  statusListToken.sign(by, {
    ...{ sub, iat: now(), exp: now() + 600, ttl: 60 },
    status_list: { bits: 1, lst: encodeBase64url(deflateSync(new Uint8Array([1 << revoked]))) },
  });
