import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** Metadata of authenticators was renewed. `next_update` in epoch milliseconds. */
export const metadataTaken = defineEvent(
  "metadata_taken",
  1,
  v.strictObject({ source: v.string(), no: v.number(), next_update: v.number() }),
);
