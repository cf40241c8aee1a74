import * as v from "valibot";
import { loopbackSchema } from "../claims.ts";
import { sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

/** "I met that command line on this machine's loopback", by the extension key (protocol §4.3). */
export const attestation = defineStatement(
  "nearside-locality+jwt",
  "jwk",
  v.strictObject({
    presence: sha256TextSchema,
    loopback: loopbackSchema,
    browser: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  }),
);
export type Attestation = Read<typeof attestation>;
