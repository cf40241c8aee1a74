import type { ApprovalLink, BoundPasskey, BoundSet } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * Finds the passkey of this bound set that the assertion names (protocol §4.5).
 *
 * @throws Refused `passkey_not_bound`
 */
export function boundPasskey(
  { assertion }: Pick<ApprovalLink, "assertion">,
  { bound }: { readonly bound: Pick<BoundSet, "passkeys"> },
): BoundPasskey {
  const passkey = bound.passkeys.find(({ credential_id }) => credential_id === assertion.id);
  return passkey ?? refuse("passkey_not_bound", "assertion.id");
}

/**
 * A passkey of this bound set made the assertion.
 *
 * @throws Refused `passkey_not_bound`
 */
export function checkApprovalPasskey(
  chain: Pick<ApprovalLink, "assertion">,
  trusted: { readonly bound: Pick<BoundSet, "passkeys"> },
): void {
  boundPasskey(chain, trusted);
  if (chain.assertion.rawId !== chain.assertion.id) refuse("passkey_not_bound", "assertion.rawId");
}
