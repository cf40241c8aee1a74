import type { AssertionJson } from "@nearside/shared/api/webauthn.ts";
import { decodeBase64url } from "@nearside/shared/base64url.ts";

// WebAuthn L3 §6.1: rpIdHash (32 bytes), then the flags.
const FLAGS_AT = 32;
const BACKED_UP = 0x10;

/** BS: whether the passkey is copied to somewhere else now. */
export const isBackedUp = ({ response }: AssertionJson): boolean =>
  ((decodeBase64url(response.authenticatorData, "authenticatorData")[FLAGS_AT] ?? 0) & BACKED_UP) !== 0;
