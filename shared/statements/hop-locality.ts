import * as v from "valibot";
import { sha256TextSchema } from "../ids.ts";
import { attestationEntries } from "./locality.ts";
import { defineStatement, type Read } from "./statement.ts";

/** "I met that command line through this machine's keeper", by the extension key (protocol §10.3). */
export const hopAttestation = defineStatement(
  "nearside-hop-locality+jwt",
  "jwk",
  v.strictObject({
    ...attestationEntries,
    /** H(relay). */
    relay: sha256TextSchema,
  }),
);
export type HopAttestation = Read<typeof hopAttestation>;
