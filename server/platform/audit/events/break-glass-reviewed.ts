import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** An owner wrote down what happened; the subject is the use of a break-glass code. */
export const breakGlassReviewed = defineEvent(
  "break_glass_reviewed",
  1,
  v.strictObject({ user_id: v.string(), says: v.string() }),
);
