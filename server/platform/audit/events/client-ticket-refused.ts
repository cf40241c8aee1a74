import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/** A known client ticket was shown and registered nothing; the subject is its hash. Whoever showed it is told no reason. */
export const clientTicketRefused = defineEvent(
  "client_ticket_refused",
  1,
  v.strictObject({ reason: v.picklist(["used_up", "expired"]) }),
);
