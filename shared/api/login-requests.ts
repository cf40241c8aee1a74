import * as v from "valibot";
import { requestIdSchema } from "../ids.ts";
import { assertionJsonSchema, requestOptionsSchema } from "../passkey/webauthn.ts";
import { decidingRuleSchema, ticketPrefixSchema } from "../rules/asking.ts";
import { jwsSchema } from "../signing/jws.ts";
import { MAX_FACTS_LENGTH } from "../statements/facts.ts";
import { withdrawalReasonSchema } from "../statements/withdrawal.ts";

// POST /api/requests/{request id}/… : what the approval page, the extension and the command line say about one login
// (protocol §4.2–§4.5). JSON bodies, same-origin cookie for the page's.

const factsTextSchema = v.pipe(v.string(), v.maxLength(MAX_FACTS_LENGTH));

/** States of a login (protocol §5). */
export const loginStateSchema = v.picklist([
  "pending",
  "met",
  "approved",
  "redeemed",
  "denied",
  "expired",
  "refused",
  "withdrawn",
]);

/** A body that must be `{}`, or a query of nothing. */
export const emptyBodySchema = v.strictObject({});

/** POST …/nonce → while it can still be decided `open`, else only how it ended. */
export const nonceAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("open"), request: jwsSchema, nonce: jwsSchema }),
  v.strictObject({ state: v.picklist(["approved", "redeemed", "denied", "expired", "refused"]) }),
  v.strictObject({ state: v.literal("withdrawn"), reason: withdrawalReasonSchema }),
]);
export type NonceAnswer = v.InferOutput<typeof nonceAnswerSchema>;

/** What an extension's meeting gives: POST …/locality. */
export const meetingSchema = v.strictObject({ hello: jwsSchema, presence_proof: jwsSchema, attestation: jwsSchema });
export type Meeting = v.InferOutput<typeof meetingSchema>;
/** → the facts, for the browser session that met. */
export const localityAnswerSchema = v.strictObject({ facts: factsTextSchema });

const SHORTEST_REASON = 10;
/** Looks like nothing. */
const BLANK = /[\p{Z}\p{Default_Ignorable_Code_Point}\u2800]+/gu;
/** What a rule asks the person to type: a few words, and the number of a ticket such as `OPS-1234`. */
export const justificationSchema = v.pipe(
  v.string(),
  v.minLength(SHORTEST_REASON),
  v.maxLength(1024),
  // others read it beside what was approved, and the extension shows it in its own window (threats B5, B7)
  v.check((text) => text.isWellFormed() && !/[\p{C}\u2028\u2029]/u.test(text)),
  v.check((text) => text.replaceAll(BLANK, " ").trim().length >= SHORTEST_REASON),
);
export const ticketNumberSchema = v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9]{0,15}-[1-9][0-9]{0,9}$/));

/** POST …/decision. What was typed so far; left out until it is asked for. */
export const decisionBodySchema = v.strictObject({
  justification: v.optional(justificationSchema),
  ticket: v.optional(ticketNumberSchema),
});
export type DecisionBody = v.InferOutput<typeof decisionBodySchema>;

/** One thing that is still missing before there is anything to decide, and the rules that want it. */
export const wantedSchema = v.variant("what", [
  v.strictObject({ what: v.literal("justification"), rules: v.array(decidingRuleSchema) }),
  v.strictObject({
    what: v.literal("ticket"),
    prefixes: v.array(ticketPrefixSchema),
    /** The one that was sent does not begin with any of them. */
    mismatch: v.boolean(),
    rules: v.array(decidingRuleSchema),
  }),
]);
export type Wanted = v.InferOutput<typeof wantedSchema>;

/** There is something to decide: the signed decision and what `navigator.credentials.get` needs; its challenge names the decision. */
export const decidedAnswerSchema = v.strictObject({
  state: v.literal("decided"),
  decision: jwsSchema,
  facts: factsTextSchema,
  options: requestOptionsSchema,
  /** For the second touch, of a security key, where a rule wants it: the same challenge. */
  security_key: v.nullable(requestOptionsSchema),
  /** Rules that ask for something of this approval, for the page to say so. */
  rules: v.array(decidingRuleSchema),
});
export type DecidedAnswer = v.InferOutput<typeof decidedAnswerSchema>;

/** POST …/decision → what the person has to type first, something to decide, or a decision that an earlier approval is enough for. */
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

/** POST …/approve. `assertion` is null where the decision rests on an earlier approval; `security_key` is the second touch. */
export const approveBodySchema = v.strictObject({
  decision: jwsSchema,
  assertion: v.nullable(assertionJsonSchema),
  security_key: v.optional(v.nullable(assertionJsonSchema), null),
});
export const approveAnswerSchema = v.strictObject({ state: v.literal("approved"), request_id: requestIdSchema });

/** POST …/deny. `alert`: "I didn't start this". */
export const denyBodySchema = v.strictObject({ denial: jwsSchema, alert: v.boolean() });
export const denyAnswerSchema = v.strictObject({ state: v.literal("denied") });

/** POST …/report, by the extension → 204. */
export const reportBodySchema = v.strictObject({ report: jwsSchema });

/** POST …/peer, by the command line → 204. */
export const peerBodySchema = v.strictObject({ peer_refusal: jwsSchema });

/** POST …/withdrawal, by the command line → 204. */
export const withdrawalBodySchema = v.strictObject({ withdrawal: jwsSchema });

/** POST …/state, by the page that met: held open until it is another than the one known. */
export const standingBodySchema = v.strictObject({
  known: v.picklist(["waited_for", "command_line_gone", "approved"]),
});
/** → whether its command line still waits, while it is open; else how it ended. An approved one is `approved` while it is waited for. */
export const standingAnswerSchema = v.variant("state", [
  v.strictObject({
    state: v.picklist(["waited_for", "command_line_gone", "approved", "redeemed", "denied", "expired", "refused"]),
  }),
  v.strictObject({ state: v.literal("withdrawn"), reason: withdrawalReasonSchema }),
]);
export type Standing = v.InferOutput<typeof standingAnswerSchema>;
