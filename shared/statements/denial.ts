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
    /** Gives the reason in the person's words. The command line shows them, and gives them to the program that asked for the login. */
    reason: v.exactOptional(sentenceSchema),
  }),
);
