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
import { recordVerdict } from "../rules/points/record.ts";
import { RuleRefused } from "../rules/points/rule-refused.ts";
import { type Current, currentLogin } from "./current-login.ts";
import { demandMet } from "./demand-met.ts";
import { demandProof } from "./judge-proof.ts";
import { knownFor } from "./known.ts";
import { logRefusal } from "./log-refusal.ts";
import type { Approval } from "./login.ts";
import { moveLogin } from "./login-store.ts";
import { ruleApproval } from "./rule-approval.ts";
import { approve } from "./transitions.ts";

/** What the approval page sends. */
export interface Sent {
  readonly decision: string;
  readonly assertion: AssertionJson | null;
  readonly security_key: AssertionJson | null;
}

/** By whose page, and from where. */
export interface ApprovedFrom {
  /** SHA-256 of the session's cookie. */
  readonly session: string;
  readonly address: string;
}

/**
 * The person's yes: a passkey of the bound set over the current decision, from the session that met (protocol §4.5).
 *
 * @throws Refused
 */
export async function approveLogin(ground: Ground, loginId: string, sent: Sent, by: ApprovedFrom): Promise<void> {
  const current = await currentLogin(ground, loginId);
  const ruledOut = await logRefusal(ground, "approve", loginId, () => approveCurrent(ground, current, sent, by));
  if (ruledOut !== undefined) throw ruledOut; // the log says so already, by an event of its own
}

/** @returns why rules let nobody in by that passkey any more, after the login was ended for it */
async function approveCurrent(
  ground: Ground,
  current: Current,
  { decision: decided, assertion }: Sent,
  { session, address }: ApprovedFrom,
): Promise<RuleRefused | undefined> {
  const login = demandMet(current, session);
  if (login.decision === null || login.decision !== decided) refuse("decision_stale", "decision");
  if (assertion === null) refuse("assertion_invalid", "assertion"); // nothing rests on an earlier approval yet
  const client = await demandInForce(ground, login.clientId);
  const link = { decision: await decision.read(login.decision), assertion };
  const counter = await verifyApproval(link, knownFor(ground, current.party), current.party);
  const proof = await demandProof(login, login.decision, assertion.id, current.party);
  const ruling = await ruleApproval(ground, login, current.party, link.decision, assertion.id, {
    client,
    proof,
    address,
  });
  if (ruling instanceof RuleRefused) return ruling;
  const approval: Approval = {
    decision: decided,
    assertion,
    decision_hash: link.decision.hash,
    approved_at: secondsNow(ground),
  };
  const next = approve(login, approval);
  if (next === undefined) return refuse("decision_stale", "decision");
  const { backedUp } = backupFlagsOf(assertion);
  await ground.db.transaction().execute(async (trx) => {
    await holdPasskey(trx, assertion.id);
    if (!(await moveLogin(trx, login, next, ground.clock()))) refuse("decision_stale", "decision");
    await recordUse(trx, assertion.id, counter, backedUp);
    await append(
      trx,
      loginApproved(ground.clock(), login.id, {
        decision_hash: approval.decision_hash,
        credential_id: assertion.id,
        backed_up: backedUp,
        attachment: assertion.authenticatorAttachment ?? null,
      }),
    );
    await recordVerdict(trx, ruling.set, login.id, ruling.judged);
  });
  ground.changes.announce(login.id);
  return undefined;
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
