import type { ApprovalLink, BoundSet, CoApproval, CoDecidedLink, Trusted } from "../chain/chain.ts";
import { checkCoApprover } from "../chain/co-approval/check-co-approver.ts";
import { checkCoAssertion } from "../chain/co-approval/check-co-assertion.ts";
import { checkCoInitiator } from "../chain/co-approval/check-co-initiator.ts";
import { checkCoNamed } from "../chain/co-approval/check-co-named.ts";
import { checkCoQuestions } from "../chain/co-approval/check-co-questions.ts";
import { checkCoReview } from "../chain/co-approval/check-co-review.ts";
import { checkCoSignature } from "../chain/co-approval/check-co-signature.ts";
import { checkCoTime } from "../chain/co-approval/check-co-time.ts";
import { readQuestions } from "../chain/read-chain.ts";
import { refuse } from "../chain/refusal.ts";
import { runChecks } from "../chain/verify-chain.ts";
import { thumbprintOf } from "../signing/keys.ts";
import { coDecision as coDecisionStatement } from "../statements/co-decision.ts";
import { coReview as coReviewStatement } from "../statements/co-review.ts";
import type { WrittenCoApproval } from "./evidence.ts";
import { judgeRecorded } from "./judge-recorded.ts";
import type { LinkLog } from "./link-report.ts";
import { APPROVER, verifyBoundSet } from "./verify-bound-set.ts";
import type { Trust } from "./verify-enrolment.ts";

const PART = "co_approval";

/** The checks of what one second approver is asked, before anything is signed: the approver's extension makes them too. */
export const CO_DECISION_CHECKS = [
  checkCoSignature,
  checkCoNamed,
  checkCoInitiator,
  checkCoApprover,
  checkCoTime,
  checkCoQuestions,
] as const satisfies readonly ((
  chain: CoDecidedLink,
  trusted: Pick<Trusted, "issuer" | "serverKeys">,
) => Promise<void> | void)[];

/** The bound set is the one of the person who wants the login. */
type CoTrust = Trust & Pick<Trusted, "bound">;

/** The approvals of other people, and the bound sets that the document proves them to be of. */
interface Seconded {
  readonly coApprovals: readonly CoApproval[];
  readonly approvers: readonly BoundSet[];
}

/**
 * Verifies the approvals of other people in their order, each after the enrolment of its keys (protocol §11).
 *
 * @param approvedAt the time of the first approval, as the server recorded it
 * @throws Refused at the first link that fails
 */
export async function verifyCoApprovals(
  log: LinkLog,
  written: readonly WrittenCoApproval[],
  approved: ApprovalLink,
  approvedAt: number,
  trust: CoTrust,
): Promise<Seconded> {
  const seconded = { coApprovals: [] as CoApproval[], approvers: [] as BoundSet[] };
  let last = approvedAt;
  for (const one of written) {
    const { set, coApproval } = await verifyOne(log, one, { ...approved, ...seconded }, [approvedAt, last], trust);
    seconded.approvers.push(set);
    seconded.coApprovals.push(coApproval);
    last = one.recorded.approved_at;
  }
  return seconded;
}

/** @param times of the first approval, and of the one before this */
async function verifyOne(
  log: LinkLog,
  written: WrittenCoApproval,
  before: ApprovalLink & Seconded,
  [approvedAt, last]: readonly [number, number],
  trust: CoTrust,
): Promise<{ readonly set: BoundSet; readonly coApproval: CoApproval }> {
  const { passkey_additions, browser_enrolment, assertion, recorded } = written;
  const { bound, extensions, passkeys } = await verifyBoundSet(
    log,
    {
      enrolment: written.enrolment,
      key_attestation: null,
      ...(passkey_additions === undefined ? {} : { passkey_additions }),
      browsers: [browser_enrolment],
    },
    trust,
    APPROVER,
  );
  const trusted = { ...trust, approvers: [...before.approvers, bound] };
  const asked = await log.verify(PART, "co_decision", async (signedBy) => {
    const coDecision = await coDecisionStatement.read(written.co_decision);
    signedBy(coDecision.header.kid);
    const asked = { coDecision, questions: await readQuestions(written.questions ?? []) };
    const chain = { ...before, coApprovals: [...before.coApprovals, asked] };
    await runChecks<CoDecidedLink, typeof trusted>(CO_DECISION_CHECKS, chain, trusted);
    if (coDecision.claims.approved_at !== approvedAt) refuse("co_decision_stale", "recorded.approved_at");
    return asked;
  });
  const coReview = await log.verify(PART, "co_review", async (signedBy) => {
    const coReview = await coReviewStatement.read(written.co_review);
    const key = await thumbprintOf(coReview.header.jwk);
    signedBy(key);
    await checkCoReview({ coApprovals: [{ ...asked, coReview }] }, trusted);
    const since = extensions.get(key) ?? Infinity;
    judgeRecorded(asked.coDecision.claims.iat, [since, Infinity], "bound_set_pending", "co_decision.iat");
    return coReview;
  });
  const coApproval = { ...asked, coReview, assertion };
  await log.verify(PART, "assertion", async (signedBy) => {
    signedBy(assertion.id);
    await checkCoAssertion({ coApprovals: [coApproval] }, trusted);
    const { iat, exp } = asked.coDecision.claims;
    const { approved_at: at } = recorded;
    const end = Math.min(exp, approvedAt + (before.decision.claims.second?.within ?? 0));
    judgeRecorded(at, [Math.max(iat, last), end], "co_decision_stale", "recorded.approved_at");
    const since = passkeys.find(({ credential_id }) => credential_id === assertion.id)?.since ?? Infinity;
    judgeRecorded(at, [since, Infinity], "passkey_not_bound", "recorded.approved_at");
    trust.uses.addTouch(assertion, [iat, at]);
  });
  return { set: bound, coApproval };
}
