import { decodeBase64url } from "../base64url.ts";
import type { ApprovalLink, BoundSet } from "./chain.ts";
import { boundPasskey } from "./check-approval-passkey.ts";
import { refuse } from "./refusal.ts";

// WebAuthn L3 §6.1: rpIdHash (32 bytes), then the flags.
const FLAGS_AT = 32;
const BACKUP_ELIGIBLE = 0x08;
const BACKED_UP = 0x10;

/** BE as enrolled; BS without BE is refused (protocol §4.5, WebAuthn L3 §6.1.3). */
export function checkApprovalBackup(
  chain: Pick<ApprovalLink, "assertion">,
  known: { readonly bound: Pick<BoundSet, "passkeys"> },
): void {
  const flags =
    decodeBase64url(chain.assertion.response.authenticatorData, "assertion.authenticatorData")[FLAGS_AT] ?? 0;
  const eligible = (flags & BACKUP_ELIGIBLE) !== 0;
  if (eligible !== boundPasskey(chain, known).backup_eligible) refuse("backup_state_changed", "assertion.BE");
  if (!eligible && (flags & BACKED_UP) !== 0) refuse("backup_state_changed", "assertion.BS");
}
