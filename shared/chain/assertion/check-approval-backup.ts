import { backupFlagsOf } from "../../passkey/backup-flags.ts";
import type { ApprovalLink, BoundSet } from "../chain.ts";
import { refuse } from "../refusal.ts";
import { boundPasskey } from "./check-approval-passkey.ts";

/**
 * BE is what it was at enrolment, and BS is never set without BE (protocol §4.5, WebAuthn L3 §6.1.3).
 *
 * @throws Refused `passkey_not_bound`, `backup_state_changed`
 */
export function checkApprovalBackup(
  chain: Pick<ApprovalLink, "assertion">,
  trusted: { readonly bound: Pick<BoundSet, "passkeys"> },
): void {
  const { eligible, backedUp } = backupFlagsOf(chain.assertion);
  if (eligible !== boundPasskey(chain, trusted).backup_eligible) refuse("backup_state_changed", "assertion.BE");
  if (!eligible && backedUp) refuse("backup_state_changed", "assertion.BS");
}
