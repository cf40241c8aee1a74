import * as v from "valibot";
import { issuerSchema, secondsSchema } from "../claims.ts";
import { encodeBase64url } from "../encoding/base64url.ts";
import { sha256 } from "../encoding/sha256.ts";
import { userIdSchema } from "../ids.ts";
import { defineStatement } from "../statements/statement.ts";

/** Bytes: half of SHA-256, which `at_hash` uses for ES256. */
const HALF = 16;
/** Base64url of those bytes. */
const atHashSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{21}[AQgw]$/));

/**
 * ID token (OpenID Connect Core 1.0 §2): who logged in to the program of `aud`, how and when. It gives access to
 * nothing: its `typ` differs from an access token's `at+jwt`, so it is never taken for one (RFC 8725 §3.11).
 */
export const idToken = defineStatement(
  "JWT",
  "kid",
  v.strictObject({
    iss: issuerSchema,
    sub: userIdSchema,
    /** The client is the only audience, so there is no `azp`. */
    aud: v.pipe(v.string(), v.maxLength(128)),
    exp: secondsSchema,
    iat: secondsSchema,
    auth_time: secondsSchema,
    acr: v.pipe(v.string(), v.maxLength(255)),
    amr: v.pipe(v.array(v.pipe(v.string(), v.maxLength(32))), v.maxLength(8)),
    /** The program sent it so (OpenID Connect Core 1.0 §3.1.2.1); left out if it sent none. */
    nonce: v.exactOptional(v.pipe(v.string(), v.maxLength(512))),
    at_hash: atHashSchema,
  }),
);

/** `at_hash` (OpenID Connect Core 1.0 §3.1.3.6): base64url of the left half of SHA-256 of the access token's ASCII. */
export const atHash = async (accessToken: string): Promise<string> =>
  encodeBase64url((await sha256(accessToken)).subarray(0, HALF));
