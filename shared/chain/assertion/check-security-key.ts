import type { ApprovalLink, BoundSet, Known } from "../chain.ts";
import { refuse } from "../refusal.ts";
import { checkApprovalAssertion } from "./check-approval-assertion.ts";
import { checkApprovalBackup } from "./check-approval-backup.ts";
import { checkApprovalPasskey } from "./check-approval-passkey.ts";
import { checkApprovalTopOrigin } from "./check-approval-top-origin.ts";

/**
 * The touch of a security key as well, where a rule asks for it and nowhere else: another passkey of the bound set over the very same
 * decision, which stands all that the first one stands (protocol §4.5). That it is a security key, and whose make, is the server's word.
 */
export async function checkSecurityKey(
  { decision, assertion, securityKey }: Pick<ApprovalLink, "decision" | "assertion" | "securityKey">,
  known: Pick<Known, "rpId" | "origin"> & { readonly bound: Pick<BoundSet, "passkeys"> },
): Promise<void> {
  demandSecurityKey({ decision, assertion, securityKey });
  if (securityKey === null) return;
  const touch = { decision, assertion: securityKey, earlier: null };
  checkApprovalPasskey(touch, known);
  await checkApprovalAssertion(touch, known);
  checkApprovalTopOrigin(touch);
  checkApprovalBackup(touch, known);
}

/** It is there if and only if it is asked for, and is not the first passkey again. */
export function demandSecurityKey({
  decision,
  assertion,
  securityKey,
}: Pick<ApprovalLink, "assertion" | "securityKey"> & {
  readonly decision: Pick<ApprovalLink["decision"], "claims">;
}): void {
  const isAsked = decision.claims.require?.security_key === true;
  if (isAsked && securityKey === null) refuse("security_key_missing", "security_key");
  if (!isAsked && securityKey !== null) refuse("decision_mismatch", "security_key");
  if (securityKey?.id === assertion.id) refuse("security_key_missing", "security_key.id");
}
