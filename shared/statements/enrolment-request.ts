import * as v from "valibot";
import { issuerSchema, loopbackSchema, secondsSchema, userSchema } from "../claims.ts";
import { enrolmentIdSchema, sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

/**
 * "This machine asks to be enrolled for this user", by the server (protocol §3.2).
 * `browser` is H of the browser statement if a further browser of an enrolled machine is added (§3.7), else null.
 */
export const enrolmentRequest = defineStatement(
  "nearside-enrolment-request+jwt",
  "kid",
  v.strictObject({
    iss: issuerSchema,
    jti: enrolmentIdSchema,
    user: userSchema,
    device_jkt: sha256TextSchema,
    browser: v.nullable(sha256TextSchema),
    loopback: loopbackSchema,
    iat: secondsSchema,
    exp: secondsSchema,
  }),
);
export type EnrolmentRequest = Read<typeof enrolmentRequest>;
