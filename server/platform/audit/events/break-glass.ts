import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/**
 * Break-glass codes were made (protocol §9). `voided` codes of the earlier sheet were left and are valid no longer. The codes themselves
 * are stored nowhere.
 */
export const breakGlassCodesMade = defineEvent(
  "break_glass_codes_made",
  1,
  "signed",
  v.strictObject({ count: v.number(), voided: v.number(), by: bySchema }),
);

/** A break-glass code opened a way in for that owner or administrator; the subject is the use (protocol §9). */
export const breakGlassUsed = defineEvent(
  "break_glass_used",
  1,
  "once",
  v.strictObject({
    user_id: v.string(),
    /** Its number on its sheet. */
    number: v.number(),
    /** The number of codes left on its sheet. */
    left: v.number(),
    ticket_hash: v.string(),
    expires_at: v.number(),
    address: v.string(),
  }),
);

/**
 * A break-glass code that exists, or existed, was shown and opened nothing. The subject is its hash. A paper that was locked away is in
 * other hands. A code that never existed is in the server's own log only.
 */
export const breakGlassRefused = defineEvent(
  "break_glass_refused",
  1,
  { alike: ["reason"] },
  v.strictObject({ reason: v.picklist(["used", "voided", "wrong_person"]), number: v.number() }),
);

/**
 * An owner ended the access that a break-glass code had opened, before its hour was over. The subject is the use; `enrolments` ended with
 * it.
 */
export const breakGlassEnded = defineEvent(
  "break_glass_ended",
  1,
  "once",
  v.strictObject({ user_id: v.string(), enrolments: v.array(v.string()) }),
);

/** An owner wrote a review of the use of a break-glass code, which is the subject. */
export const breakGlassReviewed = defineEvent(
  "break_glass_reviewed",
  1,
  "once",
  v.strictObject({ user_id: v.string(), says: v.string() }),
);
