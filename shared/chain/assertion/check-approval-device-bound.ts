import type { ApprovalLink, BoundSet } from "../chain.ts";
import { refuse } from "../refusal.ts";
import { boundPasskey } from "./check-approval-passkey.ts";

/**
 * A rule may demand a passkey that cannot be copied; then this one cannot (protocol §4.5).
 *
 * @throws Refused `passkey_not_bound`, `passkey_synced`
 */
export function checkApprovalDeviceBound(
  chain: Pick<ApprovalLink, "decision" | "assertion">,
  trusted: { readonly bound: Pick<BoundSet, "passkeys"> },
): void {
  if (chain.decision.claims.require?.device_bound !== true) return;
  if (boundPasskey(chain, trusted).backup_eligible) refuse("passkey_synced", "assertion.id");
}
