import * as v from "valibot";
import { issuerSchema, loopbackSchema, secondsSchema } from "../claims.ts";
import { requestIdSchema, sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

/** "This is asked", by the server (protocol §4.1). */
export const request = defineStatement(
  "nearside-request+jwt",
  "kid",
  v.strictObject({
    iss: issuerSchema,
    jti: requestIdSchema,
    iat: secondsSchema,
    exp: secondsSchema,
    sub_jkt: sha256TextSchema,
    statement: sha256TextSchema,
    loopback: loopbackSchema,
    facts: sha256TextSchema,
    extensions: v.pipe(v.array(sha256TextSchema), v.maxLength(64)),
  }),
);
export type Request = Read<typeof request>;
