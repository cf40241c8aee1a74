import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** The ticket of a way back was made after its cooling time; the subject is the way back. */
export const recoveryTicketMade = defineEvent(
  "recovery_ticket_made",
  1,
  v.strictObject({ user_id: v.string(), ticket_hash: v.string() }),
);
