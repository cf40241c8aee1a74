import * as v from "valibot";
import { requestIdSchema, ticketNumberSchema } from "../ids.ts";
import { assertionJsonSchema, requestOptionsSchema } from "../passkey/webauthn.ts";
import { decidingRuleSchema, ticketPrefixSchema } from "../rules/asking.ts";
import { jwsSchema } from "../signing/jws.ts";
import { MAX_FACTS_LENGTH } from "../statements/facts.ts";
import { withdrawalReasonSchema } from "../statements/withdrawal.ts";
import { reasonLengthSchema, SHORTEST_REASON } from "../text/label.ts";
import { secondWaitSchema } from "./second-wait.ts";

// POST /api/requests/{request id}/… : the messages of the approval page, the extension and the command line about one
// login (protocol §4.2–§4.5). The bodies are JSON; the page's carry a same-origin cookie.

const factsTextSchema = v.pipe(v.string(), v.maxLength(MAX_FACTS_LENGTH));

/** States of a login (protocol §5). */
export const loginStateSchema = v.picklist([
  "pending",
  "met",
  "waiting",
  "approved",
  "redeemed",
  "denied",
  "expired",
  "refused",
  "withdrawn",
]);

/** A body that must be `{}`, or an empty query. */
export const emptyBodySchema = v.strictObject({});

/** A login that waits for other people. Only the browser that met reads who they are (protocol §4.1). */
const waitingSchema = v.strictObject({ state: v.literal("waiting"), second: v.exactOptional(secondWaitSchema) });

/** A login that the server ended, with the code of the cause. Only the browser that met reads that too. */
const refusedSchema = v.strictObject({
  state: v.literal("refused"),
  reason: v.exactOptional(v.pipe(v.string(), v.maxLength(64))),
});

/** POST …/nonce is answered with `open` while the login can still be decided, and otherwise only with how it ended. */
export const nonceAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("open"), request: jwsSchema, nonce: jwsSchema }),
  v.strictObject({ state: v.picklist(["approved", "redeemed", "denied", "expired"]) }),
  refusedSchema,
  waitingSchema,
  v.strictObject({ state: v.literal("withdrawn"), reason: withdrawalReasonSchema }),
]);
export type NonceAnswer = v.InferOutput<typeof nonceAnswerSchema>;

/** The statements of an extension's meeting. */
export const metSchema = v.strictObject({
  hello: jwsSchema,
  presence_proof: jwsSchema,
  /** The keeper's statement, for a login from elsewhere (protocol §10.3). */
  relay: v.exactOptional(jwsSchema),
  attestation: jwsSchema,
});
export type Met = v.InferOutput<typeof metSchema>;

/** POST …/locality carries them with the nonce that they name. The server knows its nonces again, and stores none. */
export const meetingSchema = v.strictObject({ nonce: jwsSchema, ...metSchema.entries });
export type Meeting = v.InferOutput<typeof meetingSchema>;

/** These characters look like nothing. */
const BLANK = /[\p{Z}\p{Default_Ignorable_Code_Point}\u2800]+/gu;
/** The reason that a rule asks the person to type: a few words. */
export const justificationSchema = v.pipe(
  reasonLengthSchema,
  // others read it beside what was approved, and the extension shows it in its own window (threats B5, B7)
  v.check((text) => text.isWellFormed() && !/[\p{C}\u2028\u2029]/u.test(text)),
  v.check((text) => text.replaceAll(BLANK, " ").trim().length >= SHORTEST_REASON),
);

/** POST …/decision. It carries what the person has typed so far; a member is left out until it is asked for. */
export const decisionBodySchema = v.strictObject({
  justification: v.optional(justificationSchema),
  ticket: v.optional(ticketNumberSchema),
});
export type DecisionBody = v.InferOutput<typeof decisionBodySchema>;

/** One thing that is still missing before there is anything to decide, and the rules that demand it. */
export const wantedSchema = v.variant("what", [
  v.strictObject({ what: v.literal("justification"), rules: v.array(decidingRuleSchema) }),
  v.strictObject({
    what: v.literal("ticket"),
    prefixes: v.array(ticketPrefixSchema),
    /** True if a number was sent that begins with none of the prefixes. */
    mismatch: v.boolean(),
    rules: v.array(decidingRuleSchema),
  }),
]);
export type Wanted = v.InferOutput<typeof wantedSchema>;

/**
 * The answer once there is something to decide: the signed decision, and what `navigator.credentials.get` needs. The
 * challenge names the decision.
 */
export const decidedAnswerSchema = v.strictObject({
  state: v.literal("decided"),
  decision: jwsSchema,
  facts: factsTextSchema,
  options: requestOptionsSchema,
  /** Options for the touch of a security key, if a rule demands it: the challenge is the same. */
  security_key: v.nullable(requestOptionsSchema),
  /** Rules that demand something of this approval, so that the page can say so. */
  rules: v.array(decidingRuleSchema),
  /** The flaws of the machine's protection that rules look at, as the machine reports them (`posture/ruled-posture.ts`, protocol §4.8). */
  posture: v.exactOptional(v.unknown()),
});
export type DecidedAnswer = v.InferOutput<typeof decidedAnswerSchema>;

/**
 * POST …/decision is answered with the things that the person has to type first, with something to decide, or with a
 * decision for which an earlier approval is enough.
 */
export const decisionAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("wanted"), facts: factsTextSchema, wanted: wantedSchema }),
  decidedAnswerSchema,
  v.strictObject({
    state: v.literal("stands"),
    decision: jwsSchema,
    facts: factsTextSchema,
    rules: v.array(decidingRuleSchema),
  }),
]);
export type DecisionAnswer = v.InferOutput<typeof decisionAnswerSchema>;

/**
 * POST …/locality is answered with the facts, for the browser session that met, and with the same as POST …/decision. It is `met`
 * alone where there is no decision yet: the page asks for it, and hears why.
 */
export const localityAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("met"), facts: factsTextSchema }),
  ...decisionAnswerSchema.options,
]);
export type LocalityAnswer = v.InferOutput<typeof localityAnswerSchema>;

/**
 * POST …/approve. `assertion` is null if the decision rests on an earlier approval; `security_key` is the second
 * touch.
 */
export const approveBodySchema = v.strictObject({
  decision: jwsSchema,
  assertion: v.nullable(assertionJsonSchema),
  security_key: v.optional(v.nullable(assertionJsonSchema), null),
});
/** A login that rules want further people for waits now for them (protocol §11). */
export const approveAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("approved"), request_id: requestIdSchema }),
  v.strictObject({ state: v.literal("waiting"), request_id: requestIdSchema, second: secondWaitSchema }),
]);
export type ApproveAnswer = v.InferOutput<typeof approveAnswerSchema>;

/** POST …/deny. With `alert` the person says "I didn't start this". */
export const denyBodySchema = v.strictObject({ denial: jwsSchema, alert: v.boolean() });
export const denyAnswerSchema = v.strictObject({ state: v.literal("denied") });

/** The extension sends POST …/report, with the nonce that the report names. It is answered with 204. */
export const reportBodySchema = v.strictObject({ nonce: jwsSchema, report: jwsSchema });
export type ReportBody = v.InferOutput<typeof reportBodySchema>;

/** The command line sends POST …/peer, which is answered with 204. */
export const peerBodySchema = v.strictObject({ peer_refusal: jwsSchema });

/** The command line sends POST …/withdrawal, which is answered with 204. */
export const withdrawalBodySchema = v.strictObject({ withdrawal: jwsSchema });

/** The command line that waits for other people sends POST …/answer, which is answered with 204 (protocol §11). */
export const answerBodySchema = v.strictObject({ co_answer: jwsSchema });

/** The page that met sends POST …/state, which is held open until the state differs from `known`. */
export const standingBodySchema = v.strictObject({
  known: v.picklist(["waited_for", "command_line_gone", "approved", "waiting"]),
  /** The version of `second` that the page knows. */
  known_second: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
});
/**
 * POST …/state is answered with whether the command line still waits while the login is open, and afterwards with how
 * it ended. An approved login stays `approved` while the command line waits for it.
 */
export const standingAnswerSchema = v.variant("state", [
  v.strictObject({
    state: v.picklist(["waited_for", "command_line_gone", "approved", "redeemed", "denied", "expired"]),
  }),
  refusedSchema,
  v.strictObject({ state: v.literal("withdrawn"), reason: withdrawalReasonSchema }),
  waitingSchema,
]);
export type Standing = v.InferOutput<typeof standingAnswerSchema>;
