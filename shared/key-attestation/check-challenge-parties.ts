import { refuse } from "../chain/refusal.ts";
import { decodeBase64url } from "../encoding/base64url.ts";
import { sha256Base64url } from "../encoding/sha256.ts";
import type { KeyChallenge } from "../statements/key-challenge.ts";
import type { KeyAttestation } from "./attested-key.ts";

/**
 * The challenge names that endorsement key and that attestation key. The server checked both when it made the
 * challenge.
 *
 * @throws Refused `key_attestation_invalid`
 */
export async function checkChallengeParties({ claims }: KeyChallenge, shown: KeyAttestation): Promise<void> {
  if ((await hashOf(shown.ek_certificate)) !== claims.ek) refuse("key_attestation_invalid", "challenge.ek");
  if ((await hashOf(shown.attestation_key)) !== claims.ak) refuse("key_attestation_invalid", "challenge.ak");
}

const hashOf = (text: string): Promise<string> => sha256Base64url(decodeBase64url(text, "key_attestation"));
