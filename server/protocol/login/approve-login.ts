import { refuse } from "@nearside/shared/chain/refusal.ts";
import { backupFlagsOf } from "@nearside/shared/passkey/backup-flags.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { append } from "../../platform/audit/event-log.ts";
import { loginApproved } from "../../platform/audit/events/logins.ts";
import { RefusedByRules } from "../../platform/http/refused-by-rules.ts";
import { spend } from "../../platform/limits/spend.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import { demandInForce } from "../../register/clients/find-client.ts";
import { knownFor } from "../../register/logins/known.ts";
import type { Approval } from "../../register/logins/login.ts";
import { moveLogin } from "../../register/logins/login-store.ts";
import { approve } from "../../register/logins/transitions.ts";
import { holdPasskey, recordUse } from "../../register/passkeys/record-use.ts";
import { keptAssertion } from "../passkeys/kept-answer.ts";
import { recordVerdict } from "../rules/record.ts";
import { approveStanding } from "./approve-standing.ts";
import { type Current, currentLogin } from "./current-login.ts";
import { demandMet } from "./demand-met.ts";
import { demandProof } from "./judge-proof.ts";
import { logRefusal } from "./log-refusal.ts";
import type { LoginServices } from "./login-services.ts";
import { ruleApproval } from "./rule-approval.ts";
import { verifyTouches } from "./verify-touches.ts";

/** What the approval page sends. */
interface Sent {
  readonly decision: string;
  readonly assertion: AssertionJson | null;
  readonly security_key: AssertionJson | null;
}

/** By whose page, and from where. */
interface ApprovedFrom {
  /** SHA-256 of the session's cookie. */
  readonly session: string;
  readonly address: string;
}

/**
 * The person's yes: a passkey of the bound set over the current decision, from the session that met (protocol §4.5).
 *
 * @throws Refused
 */
export async function approveLogin(
  services: LoginServices,
  loginId: string,
  sent: Sent,
  by: ApprovedFrom,
): Promise<void> {
  const current = await currentLogin(services, loginId);
  const ruledOut = await logRefusal(services, "approve", loginId, () => approveCurrent(services, current, sent, by));
  if (ruledOut !== undefined) throw ruledOut; // the log says so already, by an event of its own
}

/** @returns why rules let nobody in by that passkey any more, after the login was ended for it */
async function approveCurrent(
  services: LoginServices,
  current: Current,
  { decision: decided, assertion, security_key }: Sent,
  { session, address }: ApprovedFrom,
): Promise<RefusedByRules | undefined> {
  const login = demandMet(current, session, services.clock());
  if (login.decision === null || login.decision !== decided) refuse("decision_stale", "decision");
  const client = await demandInForce(services, login.clientId);
  const signed = await decision.read(login.decision);
  if (signed.claims.rests_on !== undefined) {
    if (assertion !== null || security_key !== null) refuse("assertion_invalid", "assertion"); // no touch is asked for
    return approveStanding(services, current, login, signed, signed.claims.rests_on, { client, address });
  }
  if (assertion === null) refuse("assertion_invalid", "assertion");
  const sent = { decision: signed, assertion, securityKey: security_key };
  const { party } = current;
  const touches = await verifyTouches(sent, knownFor(services, party), party, services.metadata.current);
  const proof = await demandProof(login, login.decision, assertion.id, party);
  const ruling = await ruleApproval(services, login, party, signed, assertion.id, { client, proof, address });
  if (ruling instanceof RefusedByRules) return ruling;
  const approval: Approval = {
    decision: decided,
    assertion: keptAssertion(assertion),
    ...(security_key === null ? {} : { security_key: keptAssertion(security_key) }),
    decision_hash: signed.hash,
    approved_at: secondsNow(services),
  };
  const next = approve(login, approval);
  if (next === undefined) return refuse("decision_stale", "decision");
  await services.db.transaction().execute(async (trx) => {
    for (const id of touches.map((touch) => touch.id).sort()) await holdPasskey(trx, id);
    if (!(await moveLogin(trx, login, next, services.clock()))) refuse("decision_stale", "decision");
    await spend(services, "approvals", party.user.id);
    for (const { id, counter, backedUp } of touches) await recordUse(trx, id, counter, backedUp);
    const data = {
      decision_hash: signed.hash,
      credential_id: assertion.id,
      backed_up: backupFlagsOf(assertion).backedUp,
      attachment: assertion.authenticatorAttachment ?? null,
      ...(security_key === null ? {} : { security_key: security_key.id }),
    };
    await append(trx, loginApproved(services.clock(), login.id, data));
    await recordVerdict(trx, ruling.set, login.id, ruling.judged);
  });
  services.changes.announce(login.id);
  return undefined;
}
