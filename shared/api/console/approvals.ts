import * as v from "valibot";
import { userSchema } from "../../claims.ts";
import { requestIdSchema, sha256TextSchema } from "../../ids.ts";
import { assertionJsonSchema, requestOptionsSchema } from "../../passkey/webauthn.ts";
import { jwsSchema } from "../../signing/jws.ts";
import { emptyBodySchema, loginStateSchema } from "../login-requests.ts";
import { placeShownSchema } from "../place-shown.ts";
import { ask, change, read } from "./entry.ts";
import { endedTokensSchema } from "./own-tokens.ts";

// Logins of others that a person is asked to approve as well (protocol §11). Each answer carries signatures of its own: the
// extension's over what it showed, and the passkey's for an approval.

/**
 * A login that asks this person, or that they have answered. Times in epoch milliseconds. Hostname, command and folder
 * are the machine's own claims; what counts is what the extension shows.
 */
const waitingApprovalSchema = v.strictObject({
  id: requestIdSchema,
  state: loginStateSchema,
  initiator: userSchema,
  machine: v.strictObject({ hostname: v.string() }),
  /** The place where it runs, if that is not the machine itself: `machine.hostname` is then what the command line there calls its place. */
  place: v.exactOptional(placeShownSchema),
  client: v.strictObject({ id: v.string(), name: v.string(), verified: v.boolean() }),
  scope: v.string(),
  resource: v.array(v.string()),
  command: v.string(),
  cwd: v.string(),
  justification: v.nullable(v.string()),
  ticket: v.nullable(v.string()),
  asked_at: v.number(),
  until: v.number(),
  /** From when the person counts for it, if the person who wants the login admitted them too lately; until then they can't answer. */
  counts_from: v.exactOptional(v.number()),
  /** So many people have to approve at the least, and so many have. One who is in two lists counts for both. */
  quorum: v.number(),
  have: v.number(),
  questions: v.array(
    v.strictObject({
      /** H(co-question). */
      id: sha256TextSchema,
      from: userSchema,
      question: v.string(),
      answer: v.nullable(v.string()),
      mine: v.boolean(),
    }),
  ),
  /** Says how it ended, once it has: by whom and why, if a person said so. */
  ended: v.nullable(v.strictObject({ reason: v.nullable(v.string()), by: v.nullable(v.string()) })),
  mine: v.nullable(
    v.strictObject({ outcome: v.picklist(["approved", "refused"]), reason: v.nullable(v.string()), at: v.number() }),
  ),
  /** Its active tokens, for the people who approved: they may end them. */
  tokens: v.array(v.strictObject({ id: v.string(), created_at: v.number(), expires_at: v.number() })),
});
export type WaitingApproval = v.InferOutput<typeof waitingApprovalSchema>;

/** GET /api/console/approvals. `waiting` asks this person now; `recent` they answered, or were asked within a day and did
 * not answer. */
export const approvalsAnswerSchema = v.strictObject({
  waiting: v.array(waitingApprovalSchema),
  recent: v.array(waitingApprovalSchema),
});
export type ApprovalsAnswer = v.InferOutput<typeof approvalsAnswerSchema>;

const { challenge: _namesTheReview, ...optionEntries } = requestOptionsSchema.entries;
/**
 * POST …/:id/decision: what the extension reviews. It reads `review` itself, and the page hands it on unread. The
 * challenge of `options` is made from the co-review (`coApprovalChallenge`).
 */
export const coDecisionAnswerSchema = v.strictObject({
  co_decision: jwsSchema,
  review: v.unknown(),
  options: v.object(optionEntries),
});

/** POST …/:id/approve, …/refuse, …/question. */
const coApproveBodySchema = v.strictObject({
  co_decision: jwsSchema,
  co_review: jwsSchema,
  assertion: assertionJsonSchema,
});
const coRefuseBodySchema = v.strictObject({ co_decision: jwsSchema, co_refusal: jwsSchema });
const coQuestionBodySchema = v.strictObject({ co_decision: jwsSchema, co_question: jwsSchema });

const AT = "/api/console/approvals";
const OF_LOGIN = { errors: ["request_unknown"] } as const;

export const approvalsApi = {
  list: read(AT, "account", emptyBodySchema, approvalsAnswerSchema),
  decision: ask(`${AT}/:id/decision`, "account", emptyBodySchema, coDecisionAnswerSchema, OF_LOGIN),
  approve: ask(
    `${AT}/:id/approve`,
    "account",
    coApproveBodySchema,
    v.strictObject({ state: v.picklist(["waiting", "approved"]) }),
    OF_LOGIN,
  ),
  refuse: ask(`${AT}/:id/refuse`, "account", coRefuseBodySchema, emptyBodySchema, OF_LOGIN),
  question: ask(`${AT}/:id/question`, "account", coQuestionBodySchema, emptyBodySchema, OF_LOGIN),
  end: change(`${AT}/:id/end`, "account", emptyBodySchema, endedTokensSchema, { errors: ["conflict"] }),
};
