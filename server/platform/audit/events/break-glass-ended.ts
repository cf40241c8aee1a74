import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** An owner ended what a break-glass code had opened, before its hour was over; the subject is the use. `enrolments`: those that ended with it. */
export const breakGlassEnded = defineEvent(
  "break_glass_ended",
  1,
  v.strictObject({ user_id: v.string(), enrolments: v.array(v.string()) }),
);
