import * as v from "valibot";
import { PasskeyUses } from "../chain/assertion/passkey-uses.ts";
import type { ApprovalLink, CoDecided, CoDecidedLink, Trusted } from "../chain/chain.ts";
import { questionEntries, readQuestions, writtenEarlierSchema } from "../chain/read-chain.ts";
import { refuse } from "../chain/refusal.ts";
import { runChecks } from "../chain/verify-chain.ts";
import { readShape } from "../encoding/read-shape.ts";
import { sha256Base64url } from "../encoding/sha256.ts";
import { isRpIdOf } from "../passkey/rp-id.ts";
import { storedAssertionSchema } from "../passkey/webauthn.ts";
import { coDecision as coDecisionStatement } from "../statements/co-decision.ts";
import {
  additionEntries,
  approvalRecordedSchema,
  browserEntries,
  evidenceSchema,
  machineEnrolmentSchema,
} from "./evidence.ts";
import { LinkLog } from "./link-report.ts";
import { INITIATOR, verifyBoundSet } from "./verify-bound-set.ts";
import { CO_DECISION_CHECKS } from "./verify-co-approvals.ts";
import { verifyApproval } from "./verify-login.ts";

/**
 * The texts by which a second approver's extension verifies an approved login (protocol §11): its chain up to the first
 * approval, the enrolment of its keys, and what was asked and answered. A page carries it unread.
 */
export const reviewSchema = v.pipe(
  v.strictObject({
    rp_id: evidenceSchema.entries.rp_id,
    origin: evidenceSchema.entries.origin,
    /** The server's keys that signed the enrolment; the co-decision names them by their hash. */
    jwks: evidenceSchema.entries.jwks,
    enrolment: machineEnrolmentSchema,
    ...additionEntries,
    ...browserEntries,
    login: v.strictObject({
      ...writtenEarlierSchema.entries,
      assertion: storedAssertionSchema,
      recorded: approvalRecordedSchema,
    }),
    ...questionEntries,
  }),
  v.forward(
    v.check(({ rp_id, origin }) => isRpIdOf(rp_id, origin)),
    ["rp_id"],
  ),
);
export type Review = v.InferOutput<typeof reviewSchema>;

/** The hash by which a co-decision names the keys of a review. */
export const hashKeys = (jwks: Review["jwks"]): Promise<string> => sha256Base64url(JSON.stringify(jwks));

/** The knowledge of an extension that is asked to review a login: its issuer, the issuer's keys of now, and itself. */
interface Reviewer extends Pick<Trusted, "issuer" | "serverKeys"> {
  readonly approver: {
    /** The person of its bound set, and thumbprints of its keys. */
    readonly user: string;
    readonly device: string;
    readonly extension: string;
  };
}

/** A login that holds, and the question of the server to this approver about it. */
interface Reviewed extends ApprovalLink, CoDecided {}

/**
 * Verifies all that a second approver signs for: how the keys of the person who wants the login were enrolled, its chain
 * up to the first approval, and that the server asks this very approver about it. The facts of the result are what an
 * approver is shown.
 *
 * @param written as the page handed it on: anybody may have written it
 * @throws Refused at the first link that fails
 */
export async function verifyForReview(
  written: unknown,
  coDecisionText: unknown,
  { issuer, serverKeys, approver }: Reviewer,
): Promise<Reviewed> {
  const read = readShape(reviewSchema, written, "review");
  if (!read.success) return refuse("malformed", read.field);
  const review = read.output;
  const { rp_id: rpId, origin, login, passkey_additions } = review;
  const coDecision = await coDecisionStatement.read(coDecisionText);
  const asked: CoDecided = { coDecision, questions: await readQuestions(review.questions ?? []) };
  const { claims } = coDecision;
  const isAsked =
    claims.approver.user.id === approver.user &&
    claims.approver.device === approver.device &&
    claims.approver.extension_jkt === approver.extension;
  if (!isAsked) refuse("co_approver_mismatch", "co_decision.approver");
  if (claims.keys !== (await hashKeys(review.jwks))) refuse("co_decision_mismatch", "co_decision.keys");
  if (claims.approved_at !== login.recorded.approved_at) refuse("co_decision_stale", "co_decision.approved_at");

  const log = new LinkLog([]);
  const uses = new PasskeyUses();
  const trust = { issuer, rpId, origin, uses };
  const { key_attestation, ...enrolment } = review.enrolment;
  const { bound, machine, extensions, passkeys } = await verifyBoundSet(
    log,
    {
      enrolment,
      key_attestation,
      ...(passkey_additions === undefined ? {} : { passkey_additions }),
      browsers: [review.browser_enrolment],
    },
    { ...trust, serverKeys: review.jwks.keys },
    INITIATOR,
  );
  const trusted: Trusted = { ...trust, serverKeys, bound, approvers: [], peer: "any" };
  const enrolledAt = machine.receipt.claims.iat;
  const keys = { enrolledAt, extensions, inTpm: key_attestation !== null, passkeys, uses };
  const approved = await verifyApproval(log, login, trusted, keys);
  await runChecks<CoDecidedLink, Trusted>(CO_DECISION_CHECKS, { ...approved, coApprovals: [asked] }, trusted);
  if (bound.extensions.includes(approver.extension)) refuse("co_same_machine", "approver.extension_jkt");
  return { ...approved, ...asked };
}
