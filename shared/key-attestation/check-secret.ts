import { refuse } from "../chain/refusal.ts";
import { decodeBase64url } from "../encoding/base64url.ts";
import { sha256Base64url } from "../encoding/sha256.ts";
import type { KeyChallenge } from "../statements/key-challenge.ts";

/**
 * The machine opened the secret. Only the TPM of that endorsement key can do so, and only while the attestation key
 * lies in it: from here on the attestation key is known to be a TPM's.
 *
 * @throws Refused `key_attestation_invalid`
 */
export async function checkSecret({ claims }: KeyChallenge, secret: string): Promise<void> {
  if ((await sha256Base64url(decodeBase64url(secret, "secret"))) !== claims.secret)
    refuse("key_attestation_invalid", "secret");
}
