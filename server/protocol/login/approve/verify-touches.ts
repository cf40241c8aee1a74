import { verifyAssertion } from "@nearside/shared/chain/assertion/check-approval-assertion.ts";
import { checkApprovalBackup } from "@nearside/shared/chain/assertion/check-approval-backup.ts";
import { checkApprovalPasskey } from "@nearside/shared/chain/assertion/check-approval-passkey.ts";
import { checkApprovalTopOrigin } from "@nearside/shared/chain/assertion/check-approval-top-origin.ts";
import { demandSecurityKey } from "@nearside/shared/chain/assertion/check-security-key.ts";
import type { ApprovalLink, Trusted } from "@nearside/shared/chain/chain.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { backupFlagsOf } from "@nearside/shared/passkey/backup-flags.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import { approvalChallenge } from "@nearside/shared/statements/challenges.ts";
import type { Decision } from "@nearside/shared/statements/decision.ts";
import { checkPasskeyActive } from "../../../register/machines/check-active.ts";
import type { Party } from "../../../register/machines/party.ts";
import { checkUserHandle } from "../../passkeys/check-user-handle.ts";
import type { Metadata } from "../../passkeys/metadata/authenticator-models.ts";
import { isSecurityKey } from "../../passkeys/metadata/is-security-key.ts";

/** A passkey's answer that was verified. */
interface Touch {
  readonly id: string;
  /** The passkey's new signature counter. */
  readonly counter: number;
  readonly backedUp: boolean;
}

/** The signatures that the page sends. The second one is null unless the decision asks for a security key. */
export interface Touches {
  readonly decision: Decision;
  readonly assertion: AssertionJson;
  readonly securityKey: AssertionJson | null;
}

/**
 * The touch of an active passkey over that decision, and of a security key as well where rules ask for it: another one of the bound
 * set, over the same challenge, which metadata knows as a security key (protocol §4.5).
 *
 * @throws Refused
 */
export async function verifyTouches(
  touches: Touches,
  trusted: Trusted,
  party: Party,
  metadata: Metadata | undefined,
): Promise<readonly Touch[]> {
  demandSecurityKey(touches);
  const { decision, assertion, securityKey } = touches;
  const first = await verifyTouch({ decision, assertion }, trusted, party);
  if (securityKey === null) return [first];
  const stored = party.passkeys.find(({ credential_id }) => credential_id === securityKey.id);
  if (stored !== undefined && !isSecurityKey(stored, metadata)) refuse("security_key_missing", "security_key.id");
  return [first, await verifyTouch({ decision, assertion: securityKey }, trusted, party)];
}

async function verifyTouch(
  link: Pick<ApprovalLink, "decision" | "assertion">,
  trusted: Trusted,
  party: Party,
): Promise<Touch> {
  const { id } = link.assertion;
  checkPasskeyActive(party, id);
  checkApprovalPasskey(link, trusted);
  const stored = party.passkeys.find(({ credential_id }) => credential_id === id);
  if (stored === undefined) return refuse("passkey_not_bound", "assertion.id");
  checkUserHandle(link.assertion, stored.userHandle);
  const challenge = await approvalChallenge(link.decision.hash);
  const counter = await verifyAssertion(link.assertion, challenge, stored, trusted, stored.counter);
  checkApprovalTopOrigin(link);
  checkApprovalBackup(link, trusted);
  return { id, counter, backedUp: backupFlagsOf(link.assertion).backedUp };
}
