import * as v from "valibot";
import { sha256TextSchema, userIdSchema } from "../ids.ts";
import { passkeySchema } from "../passkey/passkey.ts";
import { defineStatement, type Read } from "./statement.ts";

/** Proof of possession over one enrolment, by the extension key and, after the words were compared, the device key (protocol §3.3). */
export const enrolment = defineStatement(
  "nearside-enrolment+jwt",
  "kid",
  v.strictObject({
    /** H(enrolment request). */
    request: sha256TextSchema,
    user: userIdSchema,
    device_jkt: sha256TextSchema,
    extension_jkt: sha256TextSchema,
    passkey: passkeySchema,
  }),
);
export type Enrolment = Read<typeof enrolment>;
