import { ticketDemandsSchema } from "@nearside/shared/api/ticket-demands.ts";
import * as v from "valibot";
import { bySchema } from "../actor.ts";
import { defineEvent } from "../define-event.ts";

/**
 * An enrolment ticket was made (protocol §3.1); the subject is the user it is for. `by`: the server itself at its first start, a person at
 * the server's own shell, or a person in the console. Its hash names it in later events; the ticket itself is stored nowhere.
 */
export const ticketCreated = defineEvent(
  "ticket_created",
  1,
  "signed",
  v.strictObject({
    hash: v.string(),
    bootstrap: v.boolean(),
    by: v.picklist(["first_start", "server_shell", "break_glass", "console"]),
    expires_at: v.number(),
    // older events lack these
    uses: v.optional(v.number()),
    demands: v.optional(ticketDemandsSchema),
    note: v.optional(v.nullable(v.string())),
  }),
);

/**
 * An enrolment ticket was freed for its person, who can begin with it again; the subject is that user. `ended`: enrolments that had
 * started with it and had not reached their proofs.
 */
export const ticketFreed = defineEvent(
  "ticket_freed",
  1,
  "signed",
  v.strictObject({ hash: v.string(), by: bySchema, ended: v.array(v.string()) }),
);

/** An enrolment ticket was revoked; the subject is the user it was for. `ended`: enrolments that had started with it. */
export const ticketRevoked = defineEvent(
  "ticket_revoked",
  1,
  "signed",
  v.strictObject({ hash: v.string(), by: bySchema, ended: v.array(v.string()) }),
);

/**
 * An existing ticket was shown and refused (threats R10, R20); the subject is the user it is for. The person who showed it learns
 * `reason` too, since a ticket can't be guessed.
 */
export const ticketRefused = defineEvent(
  "ticket_refused",
  1,
  { alike: ["ticket_hash", "reason"] },
  v.strictObject({
    ticket_hash: v.string(),
    reason: v.picklist(["other_user", "user_inactive", "used", "expired", "revoked", "other_device"]),
  }),
);
