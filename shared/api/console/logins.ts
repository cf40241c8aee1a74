import * as v from "valibot";
import { noEvidenceTexts } from "../../texts/evidence.ts";
import { emptyBodySchema } from "../login-requests.ts";
import { change, file, read } from "./entry.ts";
import { listAnswerSchema, listQuerySchema } from "./list.ts";
import { ownLoginDetailSchema, ownLoginSchema } from "./own-logins.ts";
import { personStateSchema } from "./people.ts";

// GET /api/console/logins · …/logins/export · …/logins/{id} · POST …/logins/{id}/evidence: logins of all people, for
// readers of the security log.

/** The outcomes of a login, and what it waits for: the states of protocol §5 in the words of a list. */
export const LOGIN_OUTCOMES = ["waiting", "approved", "issued", "denied", "refused", "expired", "cancelled"] as const;
const outcomeSchema = v.picklist(LOGIN_OUTCOMES);
export type LoginOutcome = v.InferOutput<typeof outcomeSchema>;

const moment = v.pipe(v.string(), v.regex(/^\d{1,15}$/, "Give a day."), v.transform(Number));
const idText = v.pipe(v.string(), v.maxLength(512));

/** The newest first. `q`: a login's id or the link to approve it, a person, a machine, a program or an address. */
const loginsQuerySchema = v.strictObject({
  ...listQuerySchema(["created_at"], {
    outcome: v.optional(outcomeSchema),
    /** A refusal code. */
    reason: v.optional(v.pipe(v.string(), v.regex(/^[a-z_]{1,64}$/))),
    /** A user's id. */
    person: v.optional(idText),
    /** The id of a bound set, or a device id. */
    machine: v.optional(idText),
    /** A client's id. */
    client: v.optional(idText),
    /** The time at which they began: epoch milliseconds, both included. */
    from: v.optional(moment),
    to: v.optional(moment),
  }).entries,
  order: v.optional(v.picklist(["asc", "desc"]), "desc"),
});
export type LoginsQuery = v.InferOutput<typeof loginsQuerySchema>;

const personSchema = v.strictObject({ id: v.string(), name: v.string() });

/** Times in epoch milliseconds. The hostname is the machine's own claim. */
const loginRowSchema = v.strictObject({
  ...v.pick(ownLoginSchema, ["id", "client", "alarm", "machine", "address", "created_at", "decided_at"]).entries,
  person: personSchema,
  outcome: outcomeSchema,
  /** The code of the refusal; of a cancelled one `tested` if it was a test by `nearside doctor`; null for other outcomes. */
  reason: v.nullable(v.string()),
});
export type LoginRow = v.InferOutput<typeof loginRowSchema>;

/**
 * One entry of what happened to a login. Entries about its tokens are put together by kind, and so are those of a kind
 * beyond the first few: `seq` and `at` are those of the last one, and `times` is their number.
 */
const loginEventSchema = v.strictObject({
  seq: v.number(),
  at: v.number(),
  kind: v.string(),
  times: v.number(),
  /** The other person who approved, refused or asked. */
  by: v.nullable(personSchema),
  /** The rules that decided or refused. */
  rules: v.array(v.string()),
});
export type LoginEvent = v.InferOutput<typeof loginEventSchema>;

/** The reasons for which there is no evidence of a login, in the words that a person reads. */
export const WHY_NO_EVIDENCE = noEvidenceTexts;
const whySchema = v.picklist(Object.keys(WHY_NO_EVIDENCE) as (keyof typeof WHY_NO_EVIDENCE)[]);

export const loginDetailSchema = v.strictObject({
  ...v.omit(ownLoginDetailSchema, ["opened_elsewhere", "events"]).entries,
  /** The first one first. */
  events: v.array(loginEventSchema),
  person: v.strictObject({ id: v.string(), name: v.string(), state: personStateSchema }),
  evidence: v.variant("state", [
    /** The time at which its access token expires, epoch milliseconds. */
    v.strictObject({ state: v.literal("kept"), token_until: v.number() }),
    v.strictObject({ state: whySchema }),
  ]),
});
export type LoginDetail = v.InferOutput<typeof loginDetailSchema>;

/** The document as a file, exactly as `nearside verify` reads it (protocol §7), and the name for the file. */
export const evidenceAnswerSchema = v.strictObject({ name: v.string(), text: v.string() });
export type EvidenceAnswer = v.InferOutput<typeof evidenceAnswerSchema>;

const AT = "/api/console/logins";

export const loginsApi = {
  list: read(AT, "log.read", loginsQuerySchema, listAnswerSchema(loginRowSchema)),
  exportList: file(`${AT}/export`, "log.read", loginsQuerySchema),
  view: read(`${AT}/:id`, "log.read", emptyBodySchema, loginDetailSchema),
  evidence: change(`${AT}/:id/evidence`, "evidence.export", emptyBodySchema, evidenceAnswerSchema, {
    errors: ["conflict"],
  }),
};
