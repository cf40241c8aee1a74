import * as v from "valibot";
import { sha256TextSchema } from "../ids.ts";
import { sentenceSchema } from "../text/label.ts";
import { defineStatement } from "./statement.ts";

/** "No", by the extension that met the command line (protocol §4.5). */
export const denial = defineStatement(
  "nearside-denial+jwt",
  "jwk",
  v.strictObject({
    /** H(attestation) of that meeting. */
    attestation: sha256TextSchema,
    /** Why, in the words of the person. The command line shows them, and hands them on to what asked for the login. */
    reason: v.exactOptional(sentenceSchema),
  }),
);
