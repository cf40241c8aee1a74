import * as v from "valibot";
import { randomIdSchema, sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

/** "I am the extension that wants to meet you", by the extension key (protocol §4.3). */
export const hello = defineStatement(
  "nearside-hello+jwt",
  "jwk",
  v.strictObject({
    /** H(request). */
    request: sha256TextSchema,
    /** That claim of the server's nonce. */
    nonce: randomIdSchema,
    /** The extension's own nonce. */
    xn: randomIdSchema,
  }),
);
export type Hello = Read<typeof hello>;
