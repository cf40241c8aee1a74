import { verifyAssertion } from "@nearside/shared/chain/assertion/check-approval-assertion.ts";
import { checkApprovalBackup } from "@nearside/shared/chain/assertion/check-approval-backup.ts";
import { checkApprovalPasskey } from "@nearside/shared/chain/assertion/check-approval-passkey.ts";
import { checkApprovalTopOrigin } from "@nearside/shared/chain/assertion/check-approval-top-origin.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { backupFlagsOf } from "@nearside/shared/passkey/backup-flags.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import { checkPasskeyStanding } from "../directory/check-standing.ts";
import type { Party } from "../directory/party.ts";
import type { Ground } from "../ground.ts";
import { knownFor } from "../login/known.ts";
import { checkUserHandle } from "../passkey/check-user-handle.ts";

export interface UsedPasskey {
  readonly credentialId: string;
  readonly counter: number;
  readonly backedUp: boolean;
}

/**
 * A passkey of that bound set over that challenge, with the person verified: every check that an approval's passkey stands too.
 *
 * @throws Refused
 */
export async function verifyOwnPasskey(
  ground: Ground,
  party: Party,
  assertion: AssertionJson,
  challenge: Uint8Array<ArrayBuffer>,
): Promise<UsedPasskey> {
  const known = knownFor(ground, party);
  checkPasskeyStanding(party, assertion.id);
  checkApprovalPasskey({ assertion }, known);
  const stored = party.passkeys.find(({ credential_id }) => credential_id === assertion.id);
  if (stored === undefined) return refuse("passkey_not_bound", "assertion.id");
  checkUserHandle(assertion, stored.userHandle);
  const counter = await verifyAssertion(assertion, challenge, stored, known, stored.counter);
  checkApprovalTopOrigin({ assertion });
  checkApprovalBackup({ assertion }, known);
  return { credentialId: assertion.id, counter, backedUp: backupFlagsOf(assertion).backedUp };
}
