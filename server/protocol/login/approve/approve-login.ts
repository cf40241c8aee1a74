import type { SecondWait } from "@nearside/shared/api/second-wait.ts";
import { waitSeconds } from "@nearside/shared/chain/co-approval/wait-seconds.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { backupFlagsOf } from "@nearside/shared/passkey/backup-flags.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import { DEFAULT_NEWCOMER_SECONDS, type SecondDemand } from "@nearside/shared/rules/second-approver.ts";
import { type Decision, decision } from "@nearside/shared/statements/decision.ts";
import { readFacts } from "@nearside/shared/statements/facts.ts";
import { aboutMachine } from "../../../platform/audit/event-listeners.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginApproved } from "../../../platform/audit/events/logins.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { spend } from "../../../platform/limits/spend.ts";
import { together } from "../../../platform/store/together.ts";
import { secondsNow } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { demandActive } from "../../../register/clients/find-client.ts";
import type { Approval } from "../../../register/logins/login.ts";
import { findLogin, moveLogin } from "../../../register/logins/login-store.ts";
import { approve } from "../../../register/logins/transitions.ts";
import { trustedFor } from "../../../register/logins/trusted-for.ts";
import { holdPasskey, recordUse } from "../../../register/passkeys/record-passkey-use.ts";
import { storedAssertion } from "../../passkeys/stored-answer.ts";
import { recordVerdict } from "../../rules/record-verdict.ts";
import type { RuleServices } from "../../rules/rule-services.ts";
import { currentWithParty } from "../current-login.ts";
import type { Asking } from "../decide/given-of-login.ts";
import { demandProof, metPartOf } from "../decide/judge-proof.ts";
import { logRefusal } from "../log-refusal.ts";
import { demandMet, type Met, type MetLogin } from "../met-login.ts";
import { isStill } from "../own-login.ts";
import { beginWaiting } from "../second/begin-waiting.ts";
import { secondWaitOf } from "../second/second-wait.ts";
import { approveWithoutTouch } from "./approve-without-touch.ts";
import { raiseAlarm } from "./raise-alarm.ts";
import { ruleApproval } from "./rule-approval.ts";
import { type Touches, verifyTouches } from "./verify-touches.ts";

/** The body that the approval page sends. */
interface Sent {
  readonly decision: string;
  readonly assertion: AssertionJson | null;
  readonly security_key: AssertionJson | null;
}

/** The session and the address of the approval page. */
interface ApprovedFrom {
  /** SHA-256 of the session's cookie. */
  readonly session: string;
  readonly address: string;
}

/** The client that asked for the login, and the address of the page that approves it. */
type From = Pick<Asking, "client" | "address">;

/**
 * The person's yes: a passkey of the bound set over the current decision, from the session that met (protocol §4.5).
 *
 * @returns whom the login waits for, if rules want other people too
 * @throws Refused; RuledOut if rules no longer allow the login by that passkey, and it was ended for that
 */
export async function approveLogin(
  services: RuleServices & WithBudgets & WithChanges & WithConfig & WithKeys,
  loginId: string,
  sent: Sent,
  { session, address }: ApprovedFrom,
): Promise<SecondWait | undefined> {
  const current = await currentWithParty(services, loginId);
  const { login: met } = await logRefusal(services, "approve", loginId, async () => {
    const found = demandMet(current, session, services.clock());
    const decided = await demandCurrentDecision(found.login, sent);
    const from = { client: await demandActive(services, found.login.clientId), address };
    await approveBy(services, found, decided, sent, from);
    return found;
  });
  services.changes.announce(loginId);
  const after = await findLogin(services.db, loginId);
  return after?.state === "waiting" && isStill(met, after) ? secondWaitOf(services, after) : undefined;
}

/** The decision that is signed for the login now, which has to be the one that the person saw. */
async function demandCurrentDecision(login: MetLogin, sent: Sent): Promise<Decision> {
  if (login.decision === null || login.decision !== sent.decision) refuse("decision_stale", "decision");
  return decision.read(login.decision);
}

/** Approves by a touch, unless an earlier approval counts for the login: then no touch may come. */
async function approveBy(
  services: RuleServices & WithBudgets & WithChanges & WithConfig & WithKeys,
  met: Met,
  decided: Decision,
  { assertion, security_key }: Sent,
  from: From,
): Promise<void> {
  const { rests_on } = decided.claims;
  if (rests_on !== undefined) {
    if (assertion !== null || security_key !== null) refuse("assertion_invalid", "assertion");
    return approveWithoutTouch(services, met, decided, rests_on, from);
  }
  if (assertion === null) return refuse("assertion_invalid", "assertion");
  return approveByTouch(services, met, { decision: decided, assertion, securityKey: security_key }, from);
}

async function approveByTouch(
  services: RuleServices & WithBudgets & WithChanges & WithConfig & WithKeys,
  { login, party }: Met,
  signatures: Touches,
  from: From,
): Promise<void> {
  const { decision: decided, assertion, securityKey } = signatures;
  const touches = await verifyTouches(signatures, trustedFor(services, party), party, services.metadata.current);
  const proof = await demandProof(metPartOf(login), decided.jws, assertion.id, party);
  const ruling = await ruleApproval(services, login, party, decided, assertion.id, { ...from, proof });
  const { demands } = ruling.judged.verdict;
  const next = approve(login, approvalOf(login, signatures, secondsNow(services), demands.second));
  if (next === undefined) return refuse("decision_stale", "decision");
  await services.db.transaction().execute(async (trx) => {
    const inOrder = touches.toSorted((one, other) => (one.id < other.id ? -1 : 1)); // as every transaction locks passkeys
    const [held, isFirst] = await together(
      together(...inOrder.map(({ id }) => holdPasskey(trx, id))),
      moveLogin(trx, login, next, services.clock()),
    );
    if (!isFirst) refuse("decision_stale", "decision");
    await spend(services, "approvals", party.user.id);
    for (const [at, { counter, backedUp }] of inOrder.entries()) await recordUse(trx, held[at], counter, backedUp);
    const data = {
      decision_hash: decided.hash,
      credential_id: assertion.id,
      backed_up: backupFlagsOf(assertion).backedUp,
      attachment: assertion.authenticatorAttachment ?? null,
      ...(securityKey === null ? {} : { security_key: securityKey.id }),
    };
    await append(trx, loginApproved(services.clock(), login.id, data), aboutMachine(login));
    if (next.state === "waiting") await beginWaiting(services, trx, login, decided, next.approval.second);
    if (demands.alarm) await raiseAlarm(trx, services.clock(), login, decided);
    await recordVerdict(trx, ruling.set, login.id, ruling.judged);
  });
}

/** @param approvedAt epoch seconds @param demanded what rules say now of other people; the decision has said it to the person */
function approvalOf(
  { facts }: MetLogin,
  { decision: { jws, hash, claims }, assertion, securityKey }: Touches,
  approvedAt: number,
  demanded: SecondDemand | null,
): Approval {
  const newcomers = demanded?.newcomers ?? DEFAULT_NEWCOMER_SECONDS;
  return {
    decision: jws,
    assertion: storedAssertion(assertion),
    ...(securityKey === null ? {} : { security_key: storedAssertion(securityKey) }),
    decision_hash: hash,
    approved_at: approvedAt,
    ...(claims.second === undefined
      ? {}
      : {
          second: {
            ...{ until: approvedAt + waitSeconds(claims, readFacts(facts)), newcomers },
            ...{ approved: [], dropped: [], questions: [] },
          },
        }),
  };
}
