import * as v from "valibot";
import { issuerSchema, secondsSchema, userSchema } from "../claims.ts";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { keptRegistrationSchema, registrationJsonSchema } from "../passkey/webauthn.ts";
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
    /** Of the browser that was signed in. */
    extension_jkt: sha256TextSchema,
    iat: secondsSchema,
    exp: secondsSchema,
  }),
);
export type PasskeyAdditionRequest = Read<typeof passkeyAdditionRequest>;

/**
 * POST /api/console/account/passkeys: a change, so another passkey of the machine signs all of this, the new one included. As a
 * text it is evidence (protocol §7): its members never change, nor their order.
 */
export const ADD_PASSKEY_PATH = "/api/console/account/passkeys";
export const addPasskeyChangeSchema = v.strictObject({
  label: labelSchema,
  request: jwsSchema,
  response: registrationJsonSchema,
});
export type AddPasskeyChange = v.InferOutput<typeof addPasskeyChangeSchema>;
/** The same as evidence has it. */
export const keptAddPasskeySchema = v.strictObject({
  ...addPasskeyChangeSchema.entries,
  response: keptRegistrationSchema,
});
