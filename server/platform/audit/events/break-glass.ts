import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/** Break-glass codes were made (protocol §9); `voided` of the sheet before were left, and count no more. The codes themselves are nowhere. */
export const breakGlassCodesMade = defineEvent(
  "break_glass_codes_made",
  1,
  v.strictObject({ count: v.number(), voided: v.number(), by: bySchema }),
);

/** A break-glass code opened a way in for that owner or administrator; the subject is the use (protocol §9). */
export const breakGlassUsed = defineEvent(
  "break_glass_used",
  1,
  v.strictObject({
    user_id: v.string(),
    /** Which of its sheet. */
    number: v.number(),
    /** How many of its sheet are left. */
    left: v.number(),
    ticket_hash: v.string(),
    expires_at: v.number(),
    address: v.string(),
  }),
);

/**
 * A break-glass code that there is, or was, opened nothing; the subject is its hash. Somebody has a paper that was locked away. A code
 * that never was stands in the log of the server only.
 */
export const breakGlassRefused = defineEvent(
  "break_glass_refused",
  1,
  v.strictObject({ reason: v.picklist(["used", "voided", "wrong_person"]), number: v.number() }),
);

/** An owner ended what a break-glass code had opened, before its hour was over; the subject is the use. `enrolments`: those that ended with it. */
export const breakGlassEnded = defineEvent(
  "break_glass_ended",
  1,
  v.strictObject({ user_id: v.string(), enrolments: v.array(v.string()) }),
);

/** An owner wrote down what happened; the subject is the use of a break-glass code. */
export const breakGlassReviewed = defineEvent(
  "break_glass_reviewed",
  1,
  v.strictObject({ user_id: v.string(), says: v.string() }),
);
