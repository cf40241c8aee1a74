import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** Metadata of authenticators could not be renewed, or must not be: what was taken before stays. */
export const metadataRefused = defineEvent(
  "metadata_refused",
  1,
  v.strictObject({ source: v.string(), problem: v.string() }),
);
