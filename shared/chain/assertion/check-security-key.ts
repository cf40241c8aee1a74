import type { ApprovalLink, BoundSet, Trusted } from "../chain.ts";
import { refuse } from "../refusal.ts";
import { checkApprovalAssertion } from "./check-approval-assertion.ts";
import { checkApprovalBackup } from "./check-approval-backup.ts";
import { checkApprovalPasskey } from "./check-approval-passkey.ts";
import { checkApprovalTopOrigin } from "./check-approval-top-origin.ts";

/**
 * A rule may demand the touch of a security key as well. It is another passkey of the bound set over the very same
 * decision, and passes every check that the first one passes (protocol §4.5). The server alone vouches that it is a
 * security key, and for its make.
 *
 * @throws Refused `security_key_missing`, `decision_mismatch`, `passkey_not_bound`, `assertion_invalid`, `user_not_verified`, `backup_state_changed`
 */
export async function checkSecurityKey(
  { decision, assertion, securityKey }: Pick<ApprovalLink, "decision" | "assertion" | "securityKey">,
  trusted: Pick<Trusted, "rpId" | "origin"> & { readonly bound: Pick<BoundSet, "passkeys"> },
): Promise<void> {
  demandSecurityKey({ decision, assertion, securityKey });
  if (securityKey === null) return;
  const touch = { decision, assertion: securityKey, earlier: null };
  checkApprovalPasskey(touch, trusted);
  await checkApprovalAssertion(touch, trusted);
  checkApprovalTopOrigin(touch);
  checkApprovalBackup(touch, trusted);
}

/**
 * The second touch is present if and only if the decision demands it, and a different passkey made it.
 *
 * @throws Refused `security_key_missing`, `decision_mismatch`
 */
export function demandSecurityKey({
  decision,
  assertion,
  securityKey,
}: Pick<ApprovalLink, "assertion" | "securityKey"> & {
  readonly decision: Pick<ApprovalLink["decision"], "claims">;
}): void {
  const isDemanded = decision.claims.require?.security_key === true;
  if (isDemanded && securityKey === null) refuse("security_key_missing", "security_key");
  if (!isDemanded && securityKey !== null) refuse("decision_mismatch", "security_key");
  if (securityKey?.id === assertion.id) refuse("security_key_missing", "security_key.id");
}
