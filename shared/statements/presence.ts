import * as v from "valibot";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

/** "I am the command line of this request and was met", by the session key (protocol §4.3); at enrolment by the device key. */
export const presenceProof = defineStatement(
  "nearside-presence+jwt",
  "jwk",
  v.strictObject({
    request: sha256TextSchema,
    nonce: randomIdSchema,
    xn: randomIdSchema,
    jkt: sha256TextSchema,
    peer: v.strictObject({
      account: v.picklist(["same", "unknown"]),
      process: v.nullable(v.pipe(v.string(), v.maxLength(255))),
      forwarded: v.picklist(["no", "unknown"]),
    }),
  }),
);
export type PresenceProof = Read<typeof presenceProof>;
