import { approvalHash } from "@nearside/shared/chain/co-approval/approval-hash.ts";
import { howMet } from "@nearside/shared/chain/co-approval/check-co-initiator.ts";
import { hashKeys, type Review, reviewSchema } from "@nearside/shared/evidence/review.ts";
import { newRandomId } from "@nearside/shared/ids.ts";
import { CO_DECISION_SECONDS } from "@nearside/shared/lifetimes.ts";
import { coAnswer } from "@nearside/shared/statements/co-answer.ts";
import { coDecision } from "@nearside/shared/statements/co-decision.ts";
import { coQuestion } from "@nearside/shared/statements/co-question.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { presenceProof } from "@nearside/shared/statements/presence.ts";
import { relay } from "@nearside/shared/statements/relay.ts";
import * as v from "valibot";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { spend } from "../../../platform/limits/spend.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import { secondsNow, type WithClock, type WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { enrolmentEvidence, evidenceKeys } from "../../../register/enrolments/enrolment-evidence.ts";
import { recordedOf } from "../../../register/logins/login.ts";
import type { WithRules } from "../../rules/active-rules.ts";
import { logRefusal } from "../log-refusal.ts";
import { askAgain } from "./ask-again.ts";
import type { SecondPerson } from "./second-person.ts";
import { demandWaiting, type Waiting, type WaitingLogin } from "./waiting-login.ts";
import { askedOf, demandMayApprove } from "./who-may-approve.ts";

type SigningServices = WithBudgets &
  WithChanges &
  WithClock &
  WithConfig &
  WithDb &
  WithKeys &
  WithLog &
  WithRandom &
  WithRules;

/** The request for a person's co-decision, with everything that their extension needs to verify it. */
interface AskedToApprove {
  readonly co_decision: string;
  readonly review: Review;
}

/**
 * Signs what this person is asked about a login that waits (protocol §11), and gathers what their extension verifies: nothing is kept, and
 * each asking is a new statement.
 *
 * @throws Refused
 */
export async function signCoDecision(
  services: SigningServices,
  loginId: string,
  person: SecondPerson,
): Promise<AskedToApprove> {
  await spend(services, "co_steps", person.userId);
  const waiting = await demandWaiting(services, loginId); // nobody has tried anything yet: the log need not say that a page came too late
  return logRefusal(services, "co_decision", loginId, async () => {
    const { newcomers } = await askAgain(services, waiting.login, waiting.party);
    const among = await demandMayApprove(services.db, askedOf(waiting, newcomers), person, services.clock());
    const review = await reviewOf(services, waiting.login);
    const { approval, meeting } = waiting.login;
    const { decided } = waiting;
    const { user, device, key_storage, facts } = decided.claims;
    const presence = await presenceProof.read(meeting.presence_proof);
    const passed = meeting.relay === undefined ? null : await relay.read(meeting.relay);
    const questions = await answeredOf(waiting);
    const now = secondsNow(services);
    const signed = await coDecision.sign(services.keys.signer, {
      iss: services.config.issuer,
      jti: newRandomId(services.random),
      iat: now,
      exp: now + CO_DECISION_SECONDS,
      request: (await readAnyRequest(waiting.login.request)).hash,
      decision: decided.hash,
      approval: await approvalHash({
        decision: decided,
        assertion: approval.assertion,
        securityKey: approval.security_key ?? null,
      }),
      approved_at: approval.approved_at,
      initiator: { user, device, key_storage, met: howMet({ presence, relay: passed }) },
      facts,
      approver: {
        user: { id: person.userId, name: person.name },
        device: person.deviceJkt,
        extension_jkt: person.extensionJkt,
      },
      among: [...among],
      ...(questions.length === 0 ? {} : { questions }),
      keys: await hashKeys(review.jwks),
    });
    return { co_decision: signed, review };
  });
}

/** The questions and answers so far, as a co-decision names them. */
export const answeredOf = async ({ login }: Pick<Waiting, "login">) =>
  Promise.all(
    login.approval.second.questions.flatMap(({ from, question, answer }) =>
      answer === null
        ? []
        : [
            (async () => ({
              from,
              question: (await coQuestion.read(question)).hash,
              answer: (await coAnswer.read(answer)).hash,
            }))(),
          ],
    ),
  );

/** The same as texts. */
export const answeredTexts = ({ approval }: WaitingLogin): { question: string; answer: string }[] =>
  approval.second.questions.flatMap(({ question, answer }) => (answer === null ? [] : [{ question, answer }]));

/** The chain up to the first approval, with the enrolment of its keys: the person who is asked can verify all of it. */
async function reviewOf({ config, db, keys }: WithConfig & WithDb & WithKeys, login: WaitingLogin): Promise<Review> {
  const { meeting, approval } = login;
  const { assertion, security_key } = approval;
  const passkeys = [assertion.id, ...(security_key === undefined ? [] : [security_key.id])];
  const enrolled = await enrolmentEvidence(db, login.boundSetId, { browsers: [meeting.extension_jkt], passkeys });
  const { enrolment, passkey_additions, browsers } = enrolled;
  const active = keys.jwks.keys.map(({ kid }) => kid);
  const answered = answeredTexts(login);
  return v.parse(reviewSchema, {
    rp_id: config.rpId,
    origin: config.issuer,
    jwks: { keys: await evidenceKeys(db, [enrolled], active) },
    enrolment,
    ...(passkey_additions === undefined ? {} : { passkey_additions }),
    browser_enrolment: browsers[0] ?? null,
    login: {
      device_statement: login.deviceStatement,
      request: login.request,
      facts: login.facts,
      nonce: meeting.nonce,
      hello: meeting.hello,
      presence_proof: meeting.presence_proof,
      ...(meeting.relay === undefined ? {} : { relay: meeting.relay }),
      attestation: meeting.attestation,
      decision: approval.decision,
      assertion,
      ...(security_key === undefined ? {} : { security_key }),
      recorded: recordedOf(login),
    },
    ...(answered.length === 0 ? {} : { questions: answered }),
  });
}
