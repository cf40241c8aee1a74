import type { CreationOptions } from "@nearside/shared/passkey/webauthn.ts";
import type { Config } from "../../platform/config/config.ts";

const TIMEOUT_MS = 300_000;
/** COSE algorithms: ES256, EdDSA, RS256 (WebAuthn L3 §5.8.5). */
export const ALGORITHMS = [-7, -8, -257];

interface NewPasskeyFor {
  readonly challenge: string;
  /** base64url */
  readonly userHandle: string;
  readonly userName: string;
  readonly userAgent: string;
}

/**
 * Options of `navigator.credentials.create` (protocol §3.3). The user agent decides what is asked of the browser, never
 * what is accepted (threat R7).
 */
export function creationOptions(
  { rpId, rpName }: Pick<Config, "rpId" | "rpName">,
  newPasskey: NewPasskeyFor,
): CreationOptions {
  const canDemandPlatform = !/Firefox\//.test(newPasskey.userAgent); // Firefox on Linux always refuses it
  return {
    challenge: newPasskey.challenge,
    rp: { id: rpId, name: rpName },
    user: { id: newPasskey.userHandle, name: newPasskey.userName, displayName: newPasskey.userName },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ alg, type: "public-key" })),
    timeout: TIMEOUT_MS,
    attestation: "direct",
    excludeCredentials: [],
    authenticatorSelection: {
      userVerification: "required",
      residentKey: "preferred",
      ...(canDemandPlatform ? { authenticatorAttachment: "platform" } : {}),
    },
    hints: canDemandPlatform ? ["client-device"] : ["client-device", "security-key"],
  };
}
