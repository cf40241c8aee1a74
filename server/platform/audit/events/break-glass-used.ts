import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

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
