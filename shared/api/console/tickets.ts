import * as v from "valibot";
import { sha256TextSchema, userIdSchema } from "../../ids.ts";
import { LONGEST_TICKET_SECONDS, SHORTEST_TICKET_SECONDS } from "../../lifetimes.ts";
import { noteSchema } from "../../text/label.ts";
import { fieldTexts } from "../../texts/fields.ts";
import { ticketDemandsSchema } from "../ticket-demands.ts";
import { change, file, LISTING_CHANGE_BYTES, read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";

// Enrolment tickets (protocol §3.1): /api/console/tickets. Times in epoch milliseconds.

/** The most machines of one person that enrol with one ticket. */
export const MOST_TICKET_USES = 20;
/** More people than this are enrolled in several steps: their tickets are shown once, on one page. */
export const MOST_TICKETS_AT_ONCE = 500;

/** The life of a ticket; from five minutes to seven days. */
export const ticketSecondsSchema = v.pipe(
  v.number(fieldTexts.anyWholeNumber),
  v.integer(fieldTexts.anyWholeNumber),
  v.minValue(SHORTEST_TICKET_SECONDS, fieldTexts.fiveMinutes),
  v.maxValue(LONGEST_TICKET_SECONDS, fieldTexts.sevenDays),
);

const everybody = <Name extends v.GenericSchema<string, string>>(name: Name) =>
  v.pipe(
    v.array(name),
    v.minLength(1, fieldTexts.somebody),
    v.maxLength(MOST_TICKETS_AT_ONCE, fieldTexts.peopleAtOnce({ most: MOST_TICKETS_AT_ONCE })),
    v.check((all) => new Set(all).size === all.length, fieldTexts.personTwice),
  );
const MAX_NAME = 128;

/** The number of different machines of the same person. */
const ticketUsesSchema = v.pipe(
  v.number(fieldTexts.anyWholeNumber),
  v.integer(fieldTexts.anyWholeNumber),
  v.minValue(1, fieldTexts.atLeast({ least: 1 })),
  v.maxValue(MOST_TICKET_USES, fieldTexts.atMost({ most: MOST_TICKET_USES })),
);

/** POST /api/console/tickets, a change: a ticket for each of those people, or for none of them. */
export const makeTicketsChangeSchema = v.strictObject({
  for: v.variant("kind", [
    v.strictObject({ kind: v.literal("people"), users: everybody(userIdSchema) }),
    /** The same, as a person types it. */
    v.strictObject({
      kind: v.literal("names"),
      names: everybody(
        v.pipe(v.string(), v.minLength(1, fieldTexts.aName), v.maxLength(MAX_NAME, fieldTexts.unknownName)),
      ),
    }),
    /** Everybody who is in the group now and active. */
    v.strictObject({ kind: v.literal("group"), group: v.pipe(v.string(), v.maxLength(64)) }),
  ]),
  seconds: ticketSecondsSchema,
  uses: ticketUsesSchema,
  demands: ticketDemandsSchema,
  /** A note for other administrators. */
  note: v.nullable(noteSchema),
});
export type MakeTicketsChange = v.InferOutput<typeof makeTicketsChangeSchema>;

const personSchema = v.strictObject({ id: v.string(), name: v.string(), display_name: v.string() });

/** Shown once: the server stores no ticket. */
export const madeTicketSchema = v.strictObject({
  user: personSchema,
  ticket: v.string(),
  expires_at: v.number(),
  /** Its person is told by mail that there is one, and what to do with it; the mail does not hold the ticket. */
  mailed: v.boolean(),
});
export const makeTicketsAnswerSchema = v.strictObject({ issuer: v.string(), tickets: v.array(madeTicketSchema) });
export type MakeTicketsAnswer = v.InferOutput<typeof makeTicketsAnswerSchema>;

/** The progress of the machine that came by a ticket: `waiting` until its words are typed. */
export const ticketMachineSchema = v.picklist(["none", "waiting", "active", "refused"]);
export type TicketMachine = v.InferOutput<typeof ticketMachineSchema>;

export const ticketStateSchema = v.picklist(["open", "used", "expired", "revoked"]);
export type TicketState = v.InferOutput<typeof ticketStateSchema>;

/** GET /api/console/tickets, …/export */
const ticketsQuerySchema = v.strictObject({
  ...listQuerySchema(["created_at", "expires_at"], {
    state: v.optional(ticketStateSchema),
    /** Tickets for that person only. */
    user: v.optional(userIdSchema),
  }).entries,
  /** The newest first. */
  order: v.optional(v.picklist(["asc", "desc"]), "desc"),
});
export type TicketsQuery = v.InferOutput<typeof ticketsQuerySchema>;

const ticketRowSchema = v.strictObject({
  /** Its hash: the ticket itself is stored nowhere. */
  id: sha256TextSchema,
  user: personSchema,
  state: ticketStateSchema,
  origin: v.picklist(["first_start", "server_shell", "break_glass", "console"]),
  made_by: v.nullable(personSchema),
  /** The number of machines out of `uses` that have begun, and that are enrolled or wait to be admitted. */
  uses: v.number(),
  reserved: v.number(),
  consumed: v.number(),
  /** Machines that enrol with it now and have not sent their proofs yet, the latest first, under their own names. */
  begun: v.array(
    v.strictObject({
      hostname: v.string(),
      account: v.string(),
      /** The address from which its command line asked; null where it was not stored. */
      address: v.nullable(v.string()),
      at: v.number(),
    }),
  ),
  demands: ticketDemandsSchema,
  note: v.nullable(v.string()),
  created_at: v.number(),
  expires_at: v.number(),
  revoked_at: v.nullable(v.number()),
});
export type TicketRow = v.InferOutput<typeof ticketRowSchema>;
export const ticketsAnswerSchema = listAnswerSchema(ticketRowSchema);

/** POST /api/console/tickets/revoke, a change. `ended`: the enrolments that had begun with it. */
export const revokeTicketChangeSchema = v.strictObject({ ticket: sha256TextSchema });
const revokeTicketAnswerSchema = v.strictObject({ ended: v.number() });

/** POST /api/console/tickets/free, a change: its person can begin with it again. `ended` as above. */
export const freeTicketChangeSchema = v.strictObject({ ticket: sha256TextSchema });
const freeTicketAnswerSchema = v.strictObject({ ended: v.number() });

const AT = "/api/console/tickets";

export const ticketsApi = {
  list: read(AT, "enrolments.read", ticketsQuerySchema, ticketsAnswerSchema),
  exportList: file(`${AT}/export`, "enrolments.read", ticketsQuerySchema),
  make: change(AT, "tickets.manage", makeTicketsChangeSchema, makeTicketsAnswerSchema, {
    maxBytes: LISTING_CHANGE_BYTES,
    errors: ["conflict"],
  }),
  free: change(`${AT}/free`, "tickets.manage", freeTicketChangeSchema, freeTicketAnswerSchema, {
    errors: ["conflict"],
  }),
  revoke: change(`${AT}/revoke`, "tickets.manage", revokeTicketChangeSchema, revokeTicketAnswerSchema, {
    errors: ["conflict"],
  }),
};
