import { refuse } from "@nearside/shared/chain/refusal.ts";
import { backupFlagsOf } from "@nearside/shared/passkey/backup-flags.ts";
import { standsFor } from "@nearside/shared/rules/demands.ts";
import type { Decision, RestsOn } from "@nearside/shared/statements/decision.ts";
import { aboutMachine } from "../../../platform/audit/event-listeners.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginApproved } from "../../../platform/audit/events/logins.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import { secondsNow } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import type { Approval } from "../../../register/logins/login.ts";
import { moveLogin } from "../../../register/logins/login-store.ts";
import { approve } from "../../../register/logins/transitions.ts";
import { checkPasskeyActive } from "../../../register/machines/check-active.ts";
import { holdParty } from "../../../register/machines/hold-party.ts";
import { recordVerdict } from "../../rules/record-verdict.ts";
import type { RuleServices } from "../../rules/rule-services.ts";
import type { Asking } from "../decide/given-of-login.ts";
import { demandProof, metPartOf } from "../decide/judge-proof.ts";
import type { Met } from "../met-login.ts";
import { findReusable, holdReusable } from "../reusable-approval.ts";
import { ruleApproval } from "./rule-approval.ts";

/**
 * Approves a login that an earlier approval counts for, without a touch: the page asks for it once the extension has shown the
 * decision (protocol §4.5). Every condition of the earlier approval is judged again, and in the transaction once more that its keys are
 * active.
 *
 * @throws Refused `decision_stale` if the earlier approval is no longer enough, and another decision asks for a touch; RuledOut
 * if rules no longer allow the login, and it was ended for that
 */
export async function approveWithoutTouch(
  services: RuleServices & WithChanges & WithConfig,
  { login, party }: Met,
  signed: Decision,
  named: RestsOn,
  from: Pick<Asking, "client" | "address">,
): Promise<void> {
  const earlier =
    (await findReusable(services.db, named.request, services.clock())) ?? refuse("decision_stale", "rests_on");
  checkPasskeyActive(party, named.credential_id);
  const proof = await demandProof(metPartOf(login), signed.jws, named.credential_id, party);
  const ruling = await ruleApproval(services, login, party, signed, named.credential_id, { ...from, proof });
  const stands = standsFor(ruling.judged.verdict.demands);
  if (stands === null || secondsNow(services) - named.approved_at > stands) refuse("decision_stale", "rests_on");
  const { assertion } = earlier.approval;
  const approval: Approval = {
    decision: signed.jws,
    decision_hash: signed.hash,
    assertion,
    approved_at: secondsNow(services),
    rests_on: { request: earlier.id, approved_at: named.approved_at },
  };
  const next = approve(login, approval);
  if (next === undefined) return refuse("decision_stale", "decision");
  const keys = { extension: login.meeting.extension_jkt, passkey: named.credential_id };
  await services.db.transaction().execute(async (trx) => {
    const held = await holdParty(trx, login.boundSetId, keys); // a revocation may have come in since it was judged
    if (held === undefined) throw new Error("a login's bound set is missing");
    if (!(await moveLogin(trx, login, next, services.clock()))) refuse("decision_stale", "decision");
    if ((await holdReusable(trx, earlier.id, services.clock())) === undefined) refuse("decision_stale", "rests_on");
    const data = {
      decision_hash: signed.hash,
      credential_id: named.credential_id,
      backed_up: backupFlagsOf(assertion).backedUp,
      attachment: null,
      rests_on: earlier.id,
    };
    await append(trx, loginApproved(services.clock(), login.id, data), aboutMachine(login));
    await recordVerdict(trx, ruling.set, login.id, ruling.judged);
  });
}
