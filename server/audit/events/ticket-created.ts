import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * An enrolment ticket was made (protocol §3.1); the subject is the user it is for. `by`: the server itself at its first
 * start, or whoever has the server's own shell. Its hash names it in later events; the ticket itself is nowhere.
 */
export const ticketCreated = defineEvent(
  "ticket_created",
  1,
  v.strictObject({
    hash: v.string(),
    bootstrap: v.boolean(),
    by: v.picklist(["first_start", "server_shell", "console"]),
    expires_at: v.number(),
  }),
);
