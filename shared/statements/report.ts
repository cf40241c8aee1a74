import * as v from "valibot";
import { secondsSchema } from "../claims.ts";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

/** "This login was started elsewhere", by an extension that is not listed (protocol §4.4). It changes no state. */
export const report = defineStatement(
  "nearside-report+jwt",
  "jwk",
  v.strictObject({
    /** H(request). */
    request: sha256TextSchema,
    reason: v.literal("started_elsewhere"),
    nonce: randomIdSchema,
    iat: secondsSchema,
  }),
);
export type Report = Read<typeof report>;
