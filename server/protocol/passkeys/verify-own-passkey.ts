import { verifyAssertion } from "@nearside/shared/chain/assertion/check-approval-assertion.ts";
import { checkApprovalBackup } from "@nearside/shared/chain/assertion/check-approval-backup.ts";
import { checkApprovalPasskey } from "@nearside/shared/chain/assertion/check-approval-passkey.ts";
import { checkApprovalTopOrigin } from "@nearside/shared/chain/assertion/check-approval-top-origin.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { backupFlagsOf } from "@nearside/shared/passkey/backup-flags.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import { trustedFor } from "../../register/logins/trusted-for.ts";
import { checkPasskeyActive } from "../../register/machines/check-active.ts";
import type { PartyInAnyState } from "../../register/machines/party.ts";
import { checkUserHandle } from "./check-user-handle.ts";

export interface UsedPasskey {
  readonly credentialId: string;
  readonly counter: number;
  readonly backedUp: boolean;
}

/**
 * Verifies the answer of a passkey of that bound set to that challenge, with the person verified. It makes every check that
 * it makes of the passkey of an approval. The caller judges the party: its person objects to a recovery from machines that are not active too.
 *
 * @throws Refused
 */
export async function verifyOwnPasskey(
  services: WithConfig & WithKeys,
  party: PartyInAnyState,
  assertion: AssertionJson,
  challenge: Uint8Array<ArrayBuffer>,
): Promise<UsedPasskey> {
  const trusted = trustedFor(services, party);
  checkPasskeyActive(party, assertion.id);
  checkApprovalPasskey({ assertion }, trusted);
  const stored = party.passkeys.find(({ credential_id }) => credential_id === assertion.id);
  if (stored === undefined) return refuse("passkey_not_bound", "assertion.id");
  checkUserHandle(assertion, stored.userHandle);
  const counter = await verifyAssertion(assertion, challenge, stored, trusted, stored.counter);
  checkApprovalTopOrigin({ assertion });
  checkApprovalBackup({ assertion }, trusted);
  return { credentialId: assertion.id, counter, backedUp: backupFlagsOf(assertion).backedUp };
}
