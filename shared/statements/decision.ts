import * as v from "valibot";
import { issuerSchema, secondsSchema, userSchema } from "../claims.ts";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { keyStorageSchema } from "../key-storage.ts";
import { defineStatement, type Read } from "./statement.ts";

/** "This is agreed to", by the server (protocol §4.5). Lifetimes in seconds. It expires with its request. */
export const decision = defineStatement(
  "nearside-decision+jwt",
  "kid",
  v.strictObject({
    iss: issuerSchema,
    jti: randomIdSchema,
    iat: secondsSchema,
    attestation: sha256TextSchema,
    user: userSchema,
    device: sha256TextSchema,
    key_storage: keyStorageSchema,
    facts: sha256TextSchema,
    lifetime: v.strictObject({ access_token: secondsSchema, refresh_token: secondsSchema }),
    justification: v.nullable(v.pipe(v.string(), v.maxLength(1024))),
    rules: v.strictObject({ outcome: v.literal("approve"), version: v.pipe(v.string(), v.maxLength(64)) }),
  }),
);
export type Decision = Read<typeof decision>;
