import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** Where metadata of authenticators comes from was changed in the console; null: nowhere. */
export const metadataSourceChanged = defineEvent(
  "metadata_source_changed",
  1,
  v.strictObject({ address: v.nullable(v.string()), by: bySchema }),
);
