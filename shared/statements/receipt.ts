import * as v from "valibot";
import { issuerSchema, secondsSchema, userSchema } from "../claims.ts";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { passkeySchema } from "../passkey/passkey.ts";
import { defineStatement, type Read } from "./statement.ts";

/** "These keys are one bound set of this user", by the server (protocol §3.6). The command line keeps it. */
export const receipt = defineStatement(
  "nearside-receipt+jwt",
  "kid",
  v.strictObject({
    iss: issuerSchema,
    jti: randomIdSchema,
    iat: secondsSchema,
    user: userSchema,
    /** Thumbprints of the keys of machine and browser. */
    device_jkt: sha256TextSchema,
    extension_jkt: sha256TextSchema,
    passkey: passkeySchema,
  }),
);
export type Receipt = Read<typeof receipt>;
