import { verifyAssertion } from "@nearside/shared/chain/assertion/check-approval-assertion.ts";
import { checkApprovalBackup } from "@nearside/shared/chain/assertion/check-approval-backup.ts";
import { checkApprovalPasskey } from "@nearside/shared/chain/assertion/check-approval-passkey.ts";
import { checkApprovalTopOrigin } from "@nearside/shared/chain/assertion/check-approval-top-origin.ts";
import { isEnough } from "@nearside/shared/chain/co-approval/check-co-quorum.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { backupFlagsOf } from "@nearside/shared/passkey/backup-flags.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { coApprovalChallenge } from "@nearside/shared/statements/challenges.ts";
import { type CoDecision, coDecision } from "@nearside/shared/statements/co-decision.ts";
import { coReview } from "@nearside/shared/statements/co-review.ts";
import { aboutMachine } from "../../../platform/audit/event-listeners.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginCoApproved } from "../../../platform/audit/events/second-approvers.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { spend } from "../../../platform/limits/spend.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { Db, Trx, WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { dropCoDecisions, recordCoDecision } from "../../../register/logins/asking-store.ts";
import type { CoApproval, Second } from "../../../register/logins/login.ts";
import { moveLogin } from "../../../register/logins/login-store.ts";
import { goOnWith } from "../../../register/logins/transitions.ts";
import { trustedFor } from "../../../register/logins/trusted-for.ts";
import { checkKeysActive } from "../../../register/machines/check-active.ts";
import { findParty } from "../../../register/machines/find-party.ts";
import { holdStates } from "../../../register/machines/hold-party.ts";
import { holdPasskey, recordUse } from "../../../register/passkeys/record-passkey-use.ts";
import { checkUserHandle } from "../../passkeys/check-user-handle.ts";
import { storedAssertion } from "../../passkeys/stored-answer.ts";
import type { WithRules } from "../../rules/active-rules.ts";
import { askAgain } from "./ask-again.ts";
import { changeWaiting } from "./change-waiting.ts";
import { demandAbout, demandCoDecision } from "./read-co-decision.ts";
import { byOf, type SecondPerson } from "./second-person.ts";
import { answeredTexts } from "./sign-co-decision.ts";
import type { Waiting } from "./waiting-login.ts";
import { type Asked, askedOf, demandCounts, demandMayApprove } from "./who-may-approve.ts";

type CoApprovalServices = WithBudgets & WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithLog & WithRules;

/** The body that the page of the second person sends. */
interface Sent {
  readonly co_decision: string;
  readonly co_review: string;
  readonly assertion: AssertionJson;
}

/**
 * Records another person's approval: their extension verified the whole chain and showed it, and their passkey signs that (protocol §11). The login
 * continues once it has all whom rules want; an approval that counts no more is dropped.
 *
 * @returns true if nobody else is needed
 * @throws Refused
 */
export async function coApprove(
  services: CoApprovalServices,
  loginId: string,
  person: SecondPerson,
  sent: Sent,
): Promise<boolean> {
  await spend(services, "co_steps", person.userId);
  return changeWaiting(services, "co_approve", loginId, (waiting) => approveIn(services, waiting, person, sent));
}

/** @returns undefined if something else was first */
async function approveIn(
  services: WithClock & WithConfig & WithDb & WithKeys & WithLog & WithRules,
  waiting: Waiting,
  person: SecondPerson,
  { co_decision, co_review, assertion }: Sent,
): Promise<boolean | undefined> {
  const asked = await demandCoDecision(services, waiting, person, co_decision);
  const review = await coReview.read(co_review);
  await demandAbout(asked, review);
  const counter = await verifyTouch(services, person, assertion, await coApprovalChallenge(review.hash));
  const { login, approvers } = waiting;
  const { newcomers } = await askAgain(services, login, waiting.party);
  const counting = askedOf(waiting, newcomers);
  const now = services.clock();
  return services.db.transaction().execute(async (trx) => {
    const keys = { extension: person.extensionJkt };
    const states = await holdStates(trx, person.party.id, keys);
    if (states === undefined) throw new Error("a bound set is missing");
    checkKeysActive(states, keys); // a revocation may have come in since
    const held = await holdPasskey(trx, assertion.id);
    const { approved, dropped } = await countedAmong(trx, counting, login.approval.second, now);
    if (dropped.includes(asked.hash)) refuse("co_decision_stale", "co_decision"); // it was of one use
    const mine = await approvalOf(trx, waiting, counting, person, asked, { co_review, assertion }, now);
    // nobody counts twice
    if (approved.some(({ user }) => user.id === mine.user.id)) refuse("co_same_person", "approver.user");
    if (approved.some(({ device_jkt }) => device_jkt === mine.device_jkt)) refuse("co_same_machine", "approver.device");
    const all = [...approved, mine];
    const isLast = isEnough(
      approvers,
      all.map(({ among }) => among),
    );
    const next = goOnWith(login, { ...login.approval.second, approved: all, dropped }, isLast);
    if (next === undefined || !(await moveLogin(trx, login, next, now))) return undefined;
    await recordUse(trx, held, counter, backupFlagsOf(assertion).backedUp);
    const gone = login.approval.second.approved.filter((one) => !approved.includes(one)).map(({ user }) => user.id);
    await dropCoDecisions(trx, login.id, gone);
    await recordCoDecision(trx, { loginId: login.id, userId: person.userId, outcome: "approved", reason: null }, now);
    const data = {
      ...byOf(person),
      ...{ credential_id: assertion.id, co_decision: asked.hash, among: [...mine.among], is_last: isLast },
    };
    await append(trx, loginCoApproved(now, login.id, data), aboutMachine(login));
    return isLast;
  });
}

/**
 * Those who approved before and may still do so: an approval of somebody who was revoked meanwhile is as if it had not been given, and
 * its co-decision never counts again.
 */
async function countedAmong(
  db: Db | Trx,
  counting: Asked,
  second: Second,
  now: number,
): Promise<Pick<Second, "approved" | "dropped">> {
  const approved: CoApproval[] = [];
  const dropped = [...second.dropped];
  for (const one of second.approved)
    try {
      // it is only looked at: the redemption holds it
      await demandCounts(db, counting, one, await findParty(db, { boundSet: one.bound_set_id }), now);
      approved.push(one);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      dropped.push((await coDecision.read(one.co_decision)).hash);
    }
  return { approved, dropped };
}

async function approvalOf(
  db: Db | Trx,
  { login }: Waiting,
  counting: Asked,
  person: SecondPerson,
  asked: CoDecision,
  { co_review, assertion }: Pick<Sent, "co_review" | "assertion">,
  now: number,
): Promise<CoApproval> {
  const among = await demandMayApprove(db, counting, person, now);
  // what was signed is what counts: groups may have changed since
  if (!asked.claims.among.every((at) => among.includes(at))) refuse("co_decision_stale", "co_decision.among");
  const questions = answeredTexts(login);
  return {
    user: asked.claims.approver.user,
    bound_set_id: person.party.id,
    device_jkt: person.deviceJkt,
    extension_jkt: person.extensionJkt,
    among: [...asked.claims.among],
    co_decision: asked.jws,
    ...(questions.length === 0 ? {} : { questions }),
    co_review,
    assertion: storedAssertion(assertion),
    approved_at: Math.floor(now / 1000),
  };
}

/** The touch of an active passkey of this person's own machine. @returns its new counter */
async function verifyTouch(
  services: WithConfig & WithKeys,
  { party }: SecondPerson,
  assertion: AssertionJson,
  challenge: Uint8Array<ArrayBuffer>,
): Promise<number> {
  const trusted = trustedFor(services, party);
  checkKeysActive(party, { passkey: assertion.id });
  checkApprovalPasskey({ assertion }, trusted);
  const stored = party.passkeys.find(({ credential_id }) => credential_id === assertion.id);
  if (stored === undefined) return refuse("passkey_not_bound", "assertion.id");
  checkUserHandle(assertion, stored.userHandle);
  const counter = await verifyAssertion(assertion, challenge, stored, trusted, stored.counter);
  checkApprovalTopOrigin({ assertion });
  checkApprovalBackup({ assertion }, trusted);
  return counter;
}
