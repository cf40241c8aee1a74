import { ticketDemandsSchema } from "@nearside/shared/api/ticket-demands.ts";
import * as v from "valibot";
import { defineEvent } from "../define-event.ts";

/**
 * An enrolment ticket was made (protocol §3.1); the subject is the user it is for. `by`: the server itself at its first
 * start, whoever has the server's own shell, or somebody in the console. Its hash names it in later events; the ticket itself is
 * nowhere.
 */
export const ticketCreated = defineEvent(
  "ticket_created",
  1,
  v.strictObject({
    hash: v.string(),
    bootstrap: v.boolean(),
    by: v.picklist(["first_start", "server_shell", "break_glass", "console"]),
    expires_at: v.number(),
    // not there in those of before tickets could have them
    uses: v.optional(v.number()),
    demands: v.optional(ticketDemandsSchema),
    note: v.optional(v.nullable(v.string())),
  }),
);
