import type { AssertionJson } from "@nearside/shared/api/webauthn.ts";
import { backupFlagsOf } from "@nearside/shared/backup-flags.ts";
import type { ApprovalLink, Known } from "@nearside/shared/chain/chain.ts";
import { verifyAssertion } from "@nearside/shared/chain/check-approval-assertion.ts";
import { checkApprovalBackup } from "@nearside/shared/chain/check-approval-backup.ts";
import { checkApprovalPasskey } from "@nearside/shared/chain/check-approval-passkey.ts";
import { checkApprovalTopOrigin } from "@nearside/shared/chain/check-approval-top-origin.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { approvalChallenge } from "@nearside/shared/statements/approval.ts";
import { decision } from "@nearside/shared/statements/decision.ts";
import { append } from "../audit/event-log.ts";
import { loginApproved } from "../audit/events/login-approved.ts";
import { demandInForce } from "../clients/find-client.ts";
import { checkPasskeyStanding } from "../directory/check-standing.ts";
import type { Party } from "../directory/party.ts";
import { type Ground, secondsNow } from "../ground.ts";
import { checkUserHandle } from "../passkey/check-user-handle.ts";
import { holdPasskey, recordUse } from "../passkey/record-use.ts";
import { currentLogin } from "./current-login.ts";
import { demandMet } from "./decide-login.ts";
import { demandProof } from "./judge-proof.ts";
import { knownFor } from "./known.ts";
import { logRefusal } from "./log-refusal.ts";
import type { Approval } from "./login.ts";
import { moveLogin } from "./login-store.ts";
import { approve } from "./transitions.ts";

/**
 * The person's yes: a passkey of the bound set over the current decision, from the session that met (protocol §4.5).
 *
 * @throws Refused
 */
export async function approveLogin(
  ground: Ground,
  loginId: string,
  sent: { readonly decision: string; readonly assertion: AssertionJson },
  browserSession: string,
): Promise<void> {
  const current = await currentLogin(ground, loginId);
  await logRefusal(ground, "approve", loginId, async () => {
    const login = demandMet(current, browserSession);
    if (login.decision === null || login.decision !== sent.decision) refuse("decision_stale", "decision");
    await demandInForce(ground, login.clientId);
    const link = { decision: await decision.read(login.decision), assertion: sent.assertion };
    const counter = await verifyApproval(link, knownFor(ground, current.party), current.party);
    await demandProof(login, login.decision, sent.assertion.id, current.party);
    const approval: Approval = {
      ...sent,
      decision_hash: link.decision.hash,
      approved_at: secondsNow(ground),
    };
    const next = approve(login, approval);
    if (next === undefined) return refuse("decision_stale", "decision");
    const { backedUp } = backupFlagsOf(sent.assertion);
    await ground.db.transaction().execute(async (trx) => {
      await holdPasskey(trx, sent.assertion.id);
      if (!(await moveLogin(trx, login, next, ground.clock()))) refuse("decision_stale", "decision");
      await recordUse(trx, sent.assertion.id, counter, backedUp);
      await append(
        trx,
        loginApproved(ground.clock(), loginId, {
          decision_hash: approval.decision_hash,
          credential_id: sent.assertion.id,
          backed_up: backedUp,
          attachment: sent.assertion.authenticatorAttachment ?? null,
        }),
      );
    });
    ground.changes.announce(loginId);
  });
}

type Link = Pick<ApprovalLink, "decision" | "assertion">;

/** @returns the passkey's new signature counter */
async function verifyApproval(link: Link, known: Known, party: Party): Promise<number> {
  checkPasskeyStanding(party, link.assertion.id);
  checkApprovalPasskey(link, known);
  const stored = party.passkeys.find(({ credential_id }) => credential_id === link.assertion.id);
  if (stored === undefined) return refuse("passkey_not_bound", "assertion.id");
  checkUserHandle(link.assertion, stored.userHandle);
  const challenge = await approvalChallenge(link.decision.hash);
  const counter = await verifyAssertion(link.assertion, challenge, stored, known, stored.counter);
  checkApprovalTopOrigin(link, known);
  checkApprovalBackup(link, known);
  return counter;
}
