import * as v from "valibot";
import { issuerSchema, loopbackSchema, secondsSchema } from "../claims.ts";
import { requestIdSchema, sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

export const requestClaimsSchema = v.strictObject({
  iss: issuerSchema,
  jti: requestIdSchema,
  iat: secondsSchema,
  exp: secondsSchema,
  /** Thumbprint of the session key. */
  sub_jkt: sha256TextSchema,
  /** H(device statement). */
  statement: sha256TextSchema,
  /** The same as in the device statement. */
  loopback: v.nullable(loopbackSchema),
  /** Hash of the facts text (`hashFacts`). */
  facts: sha256TextSchema,
  /** One entry for each live extension key of the machine (`listedExtension`). */
  extensions: v.pipe(v.array(sha256TextSchema), v.maxLength(64)),
});

/** "This is asked", by the server (protocol §4.1). */
export const request = defineStatement("nearside-request+jwt", "kid", requestClaimsSchema);
export type Request = Read<typeof request>;
