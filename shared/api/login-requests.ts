import * as v from "valibot";
import { requestIdSchema } from "../ids.ts";
import { MAX_JWS_LENGTH } from "../jws.ts";
import { MAX_FACTS_LENGTH } from "../statements/facts.ts";
import { assertionJsonSchema, requestOptionsSchema } from "./webauthn.ts";

// POST /api/requests/{request id}/… : what the approval page, the extension and the command line say about one login
// (protocol §4.2–§4.5). JSON bodies, same-origin cookie for the page's.

export const jwsSchema = v.pipe(v.string(), v.minLength(16), v.maxLength(MAX_JWS_LENGTH));
const factsTextSchema = v.pipe(v.string(), v.maxLength(MAX_FACTS_LENGTH));

/** States of a login (protocol §5). */
export const loginStateSchema = v.picklist(["pending", "met", "approved", "redeemed", "denied", "expired", "refused"]);

/** A body that must be `{}`, or a query of nothing. */
export const emptyBodySchema = v.strictObject({});

/** POST …/nonce → while it can still be decided `open`, else only how it ended. */
export const nonceAnswerSchema = v.variant("state", [
  v.strictObject({ state: v.literal("open"), request: jwsSchema, nonce: jwsSchema }),
  v.strictObject({ state: v.picklist(["approved", "redeemed", "denied", "expired", "refused"]) }),
]);
export type NonceAnswer = v.InferOutput<typeof nonceAnswerSchema>;

/** What an extension's meeting gives: POST …/locality. */
export const meetingSchema = v.strictObject({ hello: jwsSchema, presence_proof: jwsSchema, attestation: jwsSchema });
export type Meeting = v.InferOutput<typeof meetingSchema>;
/** → the facts, for the browser session that met. */
export const localityAnswerSchema = v.strictObject({ facts: factsTextSchema });

/** POST …/decision {} → the signed decision and what `navigator.credentials.get` needs; its challenge names the decision. */
export const decisionAnswerSchema = v.strictObject({
  decision: jwsSchema,
  facts: factsTextSchema,
  options: requestOptionsSchema,
});
export type DecisionAnswer = v.InferOutput<typeof decisionAnswerSchema>;

/** POST …/approve */
export const approveBodySchema = v.strictObject({ decision: jwsSchema, assertion: assertionJsonSchema });
export const approveAnswerSchema = v.strictObject({ state: v.literal("approved"), request_id: requestIdSchema });

/** POST …/deny. `alert`: "I didn't start this". */
export const denyBodySchema = v.strictObject({ denial: jwsSchema, alert: v.boolean() });
export const denyAnswerSchema = v.strictObject({ state: v.literal("denied") });

/** POST …/report, by the extension → 204. */
export const reportBodySchema = v.strictObject({ report: jwsSchema });

/** POST …/peer, by the command line → 204. */
export const peerBodySchema = v.strictObject({ peer_refusal: jwsSchema });
