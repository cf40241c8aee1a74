import { decodeBase64url } from "../encoding/base64url.ts";
import type { AssertionJson } from "./webauthn.ts";

// WebAuthn L3 §6.1: rpIdHash (32 bytes), then the flags.
const FLAGS_AT = 32;
const BACKUP_ELIGIBLE = 0x08;
const BACKED_UP = 0x10;

/**
 * Reads what the assertion says about copies of its passkey: BE, whether there may be any, and BS, whether there are
 * any now.
 *
 * @throws Refused `malformed` if the authenticator data is not base64url
 */
export function backupFlagsOf({ response }: Pick<AssertionJson, "response">): {
  readonly eligible: boolean;
  readonly backedUp: boolean;
} {
  const flags = decodeBase64url(response.authenticatorData, "assertion.authenticatorData")[FLAGS_AT] ?? 0;
  return { eligible: (flags & BACKUP_ELIGIBLE) !== 0, backedUp: (flags & BACKED_UP) !== 0 };
}
