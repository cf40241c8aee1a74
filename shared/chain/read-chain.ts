import * as v from "valibot";
import { readShape } from "../encoding/read-shape.ts";
import { accessToken } from "../oauth/access-token.ts";
import { type AssertionJson, storedAssertionSchema } from "../passkey/webauthn.ts";
import { jwsSchema } from "../signing/jws.ts";
import { coAnswer } from "../statements/co-answer.ts";
import { coDecision, MOST_QUESTIONS } from "../statements/co-decision.ts";
import { coQuestion } from "../statements/co-question.ts";
import { coReview } from "../statements/co-review.ts";
import { decision, MOST_APPROVER_LISTS, MOST_APPROVERS } from "../statements/decision.ts";
import { readAnyAttestation, readAnyDeviceStatement, readAnyRequest } from "../statements/elsewhere.ts";
import { MAX_FACTS_LENGTH, readFacts } from "../statements/facts.ts";
import { hello } from "../statements/hello.ts";
import { nonce } from "../statements/nonce.ts";
import { presenceProof } from "../statements/presence.ts";
import { relay } from "../statements/relay.ts";
import type { ApprovalLink, Chain, CoApproval, CoDecided } from "./chain.ts";
import { refuse } from "./refusal.ts";

const decidedEntries = {
  device_statement: jwsSchema,
  request: jwsSchema,
  facts: v.pipe(v.string(), v.maxLength(MAX_FACTS_LENGTH)),
  nonce: jwsSchema,
  hello: jwsSchema,
  presence_proof: jwsSchema,
  /** The member is left out for a command line on the machine itself. */
  relay: v.exactOptional(jwsSchema),
  attestation: jwsSchema,
  decision: jwsSchema,
};
/** The assertion of the security key; the member is left out if no rule demanded one. */
const secondTouchEntries = { security_key: v.exactOptional(storedAssertionSchema) };

/** The approval that another one rests on (protocol §4.5). The other one's `assertion` is its assertion too. */
export const writtenEarlierSchema = v.strictObject({ ...decidedEntries, ...secondTouchEntries });
export type WrittenEarlier = v.InferOutput<typeof writtenEarlierSchema>;

/** The questions of second approvers that were answered (protocol §11). The member is left out if nobody was asked. */
export const questionEntries = {
  questions: v.exactOptional(
    v.pipe(
      v.array(v.strictObject({ question: jwsSchema, answer: jwsSchema })),
      v.minLength(1),
      v.maxLength(MOST_QUESTIONS),
    ),
  ),
};
/** The approval of another person (protocol §11). */
export const writtenCoApprovalSchema = v.strictObject({
  co_decision: jwsSchema,
  ...questionEntries,
  co_review: jwsSchema,
  assertion: storedAssertionSchema,
});
/** Each list has at most a quorum of these people. */
export const MOST_CO_APPROVALS = MOST_APPROVER_LISTS * MOST_APPROVERS;

/** The chain as texts, which is the form that evidence stores (protocol §7). */
export const writtenChainSchema = v.strictObject({
  ...decidedEntries,
  /** The assertion for this decision, or for the one that `rests_on` names. */
  assertion: storedAssertionSchema,
  ...secondTouchEntries,
  /** The member is left out if the person touched for this decision. */
  rests_on: v.exactOptional(writtenEarlierSchema),
  /** The member is left out if no rule asked for other people. They are in the order in which they approved. */
  co_approvals: v.exactOptional(
    v.pipe(v.array(writtenCoApprovalSchema), v.minLength(1), v.maxLength(MOST_CO_APPROVALS)),
  ),
  access_token: jwsSchema,
});
export type WrittenChain = v.InferOutput<typeof writtenChainSchema>;

/**
 * Reads every link: shape, type, algorithm, canonical form. It proves nothing yet.
 *
 * @throws Refused `malformed`, `wrong_type`, `wrong_algorithm`
 */
export async function readChain(written: unknown): Promise<Chain> {
  const texts = readShape(writtenChainSchema, written, "chain");
  if (!texts.success) return refuse("malformed", texts.field);
  const { rests_on, co_approvals = [], access_token, assertion, ...chain } = texts.output;
  return {
    ...(await readApproval(chain, assertion)),
    earlier: rests_on === undefined ? null : { ...(await readApproval(rests_on, assertion)), earlier: null },
    coApprovals: await Promise.all(co_approvals.map(readCoApproval)),
    token: await accessToken.read(access_token),
  };
}

const readCoApproval = async (written: v.InferOutput<typeof writtenCoApprovalSchema>): Promise<CoApproval> => ({
  coDecision: await coDecision.read(written.co_decision),
  questions: await readQuestions(written.questions ?? []),
  coReview: await coReview.read(written.co_review),
  assertion: written.assertion,
});

/** Reads what second approvers asked, and what was answered. */
export const readQuestions = (
  written: readonly { readonly question: string; readonly answer: string }[],
): Promise<CoDecided["questions"]> =>
  Promise.all(
    written.map(async ({ question, answer }) => ({
      question: await coQuestion.read(question),
      answer: await coAnswer.read(answer),
    })),
  );

async function readApproval(written: WrittenEarlier, assertion: AssertionJson): Promise<Omit<ApprovalLink, "earlier">> {
  readFacts(written.facts);
  return {
    device: await readAnyDeviceStatement(written.device_statement),
    request: await readAnyRequest(written.request),
    facts: written.facts,
    nonce: await nonce.read(written.nonce),
    hello: await hello.read(written.hello),
    presence: await presenceProof.read(written.presence_proof),
    relay: written.relay === undefined ? null : await relay.read(written.relay),
    attestation: await readAnyAttestation(written.attestation),
    decision: await decision.read(written.decision),
    assertion,
    securityKey: written.security_key ?? null,
  };
}
