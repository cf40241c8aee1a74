import * as v from "valibot";
import { loopbackSchema } from "../claims.ts";
import { sha256TextSchema } from "../ids.ts";
import { defineStatement, type Read } from "./statement.ts";

export const attestationEntries = {
  /** H(presence proof). */
  presence: sha256TextSchema,
  /** The address and port that were reached; null if the command line was met by native messaging. */
  loopback: v.nullable(loopbackSchema),
  /** The extension's claim, for people: "Chromium 156 on Linux · Nearside 1.2.3". */
  browser: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
};

/** "I met that command line on this machine", by the extension key (protocol §4.3). */
export const attestation = defineStatement("nearside-locality+jwt", "jwk", v.strictObject(attestationEntries));
export type Attestation = Read<typeof attestation>;
