import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * Somebody showed a ticket that there is, and was refused (threats R10, R20); the subject is the user it is for. `reason` is
 * told to the person who showed it, too: nobody guesses a ticket.
 */
export const ticketRefused = defineEvent(
  "ticket_refused",
  1,
  v.strictObject({
    ticket_hash: v.string(),
    reason: v.picklist(["other_user", "user_inactive", "used", "expired", "revoked", "other_device"]),
  }),
);
