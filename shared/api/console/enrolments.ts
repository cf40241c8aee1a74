import * as v from "valibot";
import { enrolmentIdSchema } from "../../ids.ts";
import { noteSchema } from "../../text/label.ts";
import { fieldTexts } from "../../texts/fields.ts";
import { enrolmentEndSchema } from "../enrolment-end.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { ticketDemandsSchema } from "../ticket-demands.ts";
import { authenticatorShownSchema } from "./authenticator-shown.ts";
import { admittedSchema } from "./break-glass.ts";
import { change, file, read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";
import { madeTicketSchema, ticketSecondsSchema } from "./tickets.ts";

// Enrolments that wait for an administrator, and past ones (protocol §3.5, §3.7): /api/console/enrolments. They never
// hold the six words, nor anything from which these can be computed. Times in epoch milliseconds; the claims of machine
// and browser about themselves are hostile until made visible.

/** `open`: its machine is still enrolling. */
export const shownStateSchema = v.picklist(["pending", "open", "active", "refused", "expired"]);
export type ShownState = v.InferOutput<typeof shownStateSchema>;

/** GET /api/console/enrolments, …/export. Without a `state` it lists all of them. */
const enrolmentsQuerySchema = v.strictObject({
  ...listQuerySchema(["created_at"], { state: v.optional(shownStateSchema) }).entries,
  /** The newest first. */
  order: v.optional(v.picklist(["asc", "desc"]), "desc"),
});
export type EnrolmentsQuery = v.InferOutput<typeof enrolmentsQuerySchema>;

/** GET /api/console/waiting-enrolments: the enrolments that wait for an administrator. */
const waitingQuerySchema = listQuerySchema(["created_at"], {});

const personSchema = v.strictObject({ id: v.string(), name: v.string(), display_name: v.string() });

const passkeySchema = v.strictObject({
  /** The authenticator as it is, or as it claims to be. */
  authenticator: authenticatorShownSchema,
  attestation_format: v.string(),
  /** BE: it may be copied to other devices. */
  synced: v.boolean(),
  /** BS: it is copied now. */
  backed_up: v.boolean(),
});

const entries = {
  id: enrolmentIdSchema,
  kind: v.picklist(["machine", "browser"]),
  state: shownStateSchema,
  user: personSchema,
  /** The machine's own claims, apart from `key_proven`. A further browser has no account. */
  machine: v.strictObject({
    hostname: v.string(),
    os: v.string(),
    account: v.string(),
    key_storage: v.string(),
    /** A TPM has proven that it keeps the key (protocol §3.8). */
    key_proven: v.boolean(),
  }),
  /** The extension's own claim; null before it met. */
  browser: v.nullable(v.string()),
  /** Null before the passkey was made, and for an enrolment that has ended. */
  passkey: v.nullable(passkeySchema),
  /** The address from which the command line asked. */
  address: v.nullable(v.string()),
  asked_at: v.number(),
};
const enrolmentRowSchema = v.strictObject(entries);
export type EnrolmentRow = v.InferOutput<typeof enrolmentRowSchema>;
export const enrolmentsAnswerSchema = listAnswerSchema(enrolmentRowSchema);

/** GET /api/console/enrolments/{id} */
export const enrolmentDetailSchema = v.strictObject({
  ...entries,
  now: v.number(),
  device: v.string(),
  /** True where it is the session's own person: somebody else has to decide (protocol §3.5). */
  is_own: v.boolean(),
  /** The address from which the page asked. */
  page_address: v.nullable(v.string()),
  /** The ticket with which it began; null for a further browser. */
  ticket: v.nullable(
    v.strictObject({
      origin: v.picklist(["first_start", "server_shell", "break_glass", "console"]),
      made_by: v.nullable(personSchema),
      made_at: v.number(),
      demands: ticketDemandsSchema,
      note: v.nullable(v.string()),
    }),
  ),
  /** That person's active machines. */
  other_machines: v.array(v.strictObject({ hostname: v.string(), os: v.string(), last_seen_at: v.number() })),
  /** The number of times that wrong words were typed; five end it. */
  wrong_words: v.number(),
  confirmed: v.nullable(
    v.strictObject({
      by: v.picklist(["server_shell", "bootstrap_ticket", "break_glass", "console"]),
      person: v.nullable(personSchema),
      at: v.number(),
    }),
  ),
  end: v.nullable(enrolmentEndSchema),
});
export type EnrolmentDetail = v.InferOutput<typeof enrolmentDetailSchema>;

/** Characters: six words of the list, in any case and with any space between them. */
const MAX_WORDS = 256;

/** POST …/{id}/admit, a change: the words as the person read them out. → `{ state: "active" }` */
export const admitChangeSchema = v.strictObject({
  words: v.pipe(
    v.string(fieldTexts.text),
    v.maxLength(MAX_WORDS, fieldTexts.sixWords),
    v.check((typed) => typed.trim().split(/[\s,]+/).length === 6, fieldTexts.sixWords),
  ),
});

/** POST …/{id}/refuse, a change. The person reads the note. */
export const refuseChangeSchema = v.strictObject({ note: v.nullable(noteSchema) });

/**
 * POST …/{id}/ask-again, a change: the person reads the note. For a machine it makes a new ticket, which is shown once.
 */
export const askAgainChangeSchema = v.strictObject({ note: noteSchema, seconds: ticketSecondsSchema });
export const askAgainAnswerSchema = v.strictObject({
  issuer: v.string(),
  user: personSchema,
  ticket: v.nullable(v.omit(madeTicketSchema, ["user"])),
});

const AT = "/api/console/enrolments";

export const enrolmentsApi = {
  list: read(AT, "enrolments.read", enrolmentsQuerySchema, enrolmentsAnswerSchema),
  exportList: file(`${AT}/export`, "enrolments.read", enrolmentsQuerySchema),
  waiting: read("/api/console/waiting-enrolments", "enrolments.read", waitingQuerySchema, enrolmentsAnswerSchema),
  view: read(`${AT}/:id`, "enrolments.read", emptyBodySchema, enrolmentDetailSchema),
  askAgain: change(`${AT}/:id/ask-again`, "tickets.manage", askAgainChangeSchema, askAgainAnswerSchema, {
    errors: ["conflict", "enrolment_unknown"],
  }),
  admit: change(`${AT}/:id/admit`, "enrolments.decide", admitChangeSchema, admittedSchema, {
    errors: ["enrolment_unknown", "own_enrolment"],
  }),
  refuse: change(`${AT}/:id/refuse`, "enrolments.decide", refuseChangeSchema, emptyBodySchema, {
    errors: ["enrolment_unknown"],
  }),
};
