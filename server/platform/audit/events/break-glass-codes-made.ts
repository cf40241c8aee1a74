import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** Break-glass codes were made (protocol §9); `voided` of the sheet before were left, and count no more. The codes themselves are nowhere. */
export const breakGlassCodesMade = defineEvent(
  "break_glass_codes_made",
  1,
  v.strictObject({ count: v.number(), voided: v.number(), by: bySchema }),
);
