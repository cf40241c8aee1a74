import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** A file of people was imported; what it made and changed stands in events of each. `digest`: of the preview that was agreed to. */
export const peopleImported = defineEvent(
  "people_imported",
  1,
  v.strictObject({ digest: v.string(), created: v.number(), changed: v.number(), same: v.number(), by: bySchema }),
);
