import * as v from "valibot";
import { authorizationDetailsSchema, confirmationSchema, issuerSchema, secondsSchema } from "../claims.ts";
import { randomIdSchema, requestIdSchema, sha256TextSchema, userIdSchema } from "../ids.ts";
import { sha256Base64url } from "../sha256.ts";
import { defineStatement, type Read } from "../statements/statement.ts";

/** JWT access token (RFC 9068) with the claims of protocol §4.6. */
export const accessToken = defineStatement(
  "at+jwt",
  "kid",
  v.strictObject({
    iss: issuerSchema,
    sub: userIdSchema,
    aud: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1024))), v.minLength(1), v.maxLength(16)),
    client_id: v.pipe(v.string(), v.maxLength(128)),
    scope: v.pipe(v.string(), v.maxLength(1024)),
    authorization_details: v.optional(authorizationDetailsSchema),
    jti: randomIdSchema,
    iat: secondsSchema,
    exp: secondsSchema,
    auth_time: secondsSchema,
    acr: v.pipe(v.string(), v.maxLength(255)),
    amr: v.pipe(v.array(v.pipe(v.string(), v.maxLength(32))), v.maxLength(8)),
    cnf: confirmationSchema,
    device: sha256TextSchema,
    request: requestIdSchema,
    chain: sha256TextSchema,
  }),
);
export type AccessToken = Read<typeof accessToken>;

/**
 * `chain` (protocol §4.6): base64url(SHA-256(H(decision) ‖ "." ‖ base64url(SHA-256(assertion signature)))).
 *
 * @param signature the assertion's signature as the authenticator gave it
 */
export const chainClaim = async (decisionHash: string, signature: Uint8Array<ArrayBuffer>): Promise<string> =>
  sha256Base64url(`${decisionHash}.${await sha256Base64url(signature)}`);
