import * as v from "valibot";
import { issuerSchema, secondsSchema, userSchema } from "../claims.ts";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { registrationJsonSchema, storedRegistrationSchema } from "../passkey/webauthn.ts";
import { jwsSchema } from "../signing/jws.ts";
import { labelSchema } from "../text/label.ts";
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
    /** Thumbprint of the key of the browser that was signed in. */
    extension_jkt: sha256TextSchema,
    iat: secondsSchema,
    exp: secondsSchema,
  }),
);
export type PasskeyAdditionRequest = Read<typeof passkeyAdditionRequest>;

/**
 * POST /api/console/account/passkeys is a change, so another passkey of the machine signs the whole body, the new
 * passkey included. The text is evidence (protocol §7): its members and their order never change.
 */
export const ADD_PASSKEY_PATH = "/api/console/account/passkeys";
export const addPasskeyChangeSchema = v.strictObject({
  label: labelSchema,
  request: jwsSchema,
  response: registrationJsonSchema,
});
export type AddPasskeyChange = v.InferOutput<typeof addPasskeyChangeSchema>;
/** The schema of the text in evidence. */
export const storedAddPasskeySchema = v.strictObject({
  ...addPasskeyChangeSchema.entries,
  response: storedRegistrationSchema,
});
