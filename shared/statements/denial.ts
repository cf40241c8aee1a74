import * as v from "valibot";
import { sha256TextSchema } from "../ids.ts";
import { defineStatement } from "./statement.ts";

/** "No", by the extension that met the command line (protocol §4.5). */
export const denial = defineStatement(
  "nearside-denial+jwt",
  "jwk",
  v.strictObject({
    /** H(attestation) of that meeting. */
    attestation: sha256TextSchema,
  }),
);
