import * as v from "valibot";
import { sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

/** "No", by the extension that met the command line (protocol §4.5). */
export const denial = defineStatement(
  "nearside-denial+jwt",
  "jwk",
  v.strictObject({
    attestation: sha256TextSchema,
  }),
);
export type Denial = Read<typeof denial>;
