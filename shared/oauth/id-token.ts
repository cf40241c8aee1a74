import * as v from "valibot";
import { issuerSchema, secondsSchema } from "../claims.ts";
import { encodeBase64url } from "../encoding/base64url.ts";
import { sha256 } from "../encoding/sha256.ts";
import { userIdSchema } from "../ids.ts";
import { defineStatement } from "../statements/statement.ts";

/** Half of SHA-256 in bytes, as `at_hash` takes it for ES256. */
const HALF = 16;
/** Those bytes as base64url. */
const atHashSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{21}[AQgw]$/));

/**
 * ID token (OpenID Connect Core 1.0 §2): who logged in to the program of `aud`, how and when. It opens nothing: its `typ` keeps it
 * from being taken for an access token (RFC 8725 §3.11), whose `at+jwt` it is not.
 */
export const idToken = defineStatement(
  "JWT",
  "kid",
  v.strictObject({
    iss: issuerSchema,
    sub: userIdSchema,
    /** The client, and nobody else: so no `azp`. */
    aud: v.pipe(v.string(), v.maxLength(128)),
    exp: secondsSchema,
    iat: secondsSchema,
    auth_time: secondsSchema,
    acr: v.pipe(v.string(), v.maxLength(255)),
    amr: v.pipe(v.array(v.pipe(v.string(), v.maxLength(32))), v.maxLength(8)),
    at_hash: atHashSchema,
  }),
);

/** `at_hash` (OpenID Connect Core 1.0 §3.1.3.6): base64url of the left half of SHA-256 of the access token's ASCII. */
export const atHash = async (accessToken: string): Promise<string> =>
  encodeBase64url((await sha256(accessToken)).subarray(0, HALF));
