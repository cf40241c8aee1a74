import * as v from "valibot";
import { issuerSchema, secondsSchema, userSchema } from "../claims.ts";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

/**
 * "A further passkey was asked for, for this bound set, in this browser", by the server (protocol §3.10). The new passkey's
 * challenge is {@link enrolmentChallenge} of its hash.
 */
export const passkeyAdditionRequest = defineStatement(
  "nearside-passkey-addition-request+jwt",
  "kid",
  v.strictObject({
    iss: issuerSchema,
    jti: randomIdSchema,
    user: userSchema,
    device_jkt: sha256TextSchema,
    /** Of the browser that was signed in. */
    extension_jkt: sha256TextSchema,
    iat: secondsSchema,
    exp: secondsSchema,
  }),
);
export type PasskeyAdditionRequest = Read<typeof passkeyAdditionRequest>;
