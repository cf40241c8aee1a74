import { refuse } from "../chain/refusal.ts";
import { verifyServerSignature } from "../chain/server-signature.ts";
import type { ServerKey } from "../oauth/metadata.ts";
import type { KeyChallenge } from "../statements/key-challenge.ts";

/**
 * This server signed the challenge, for that device key.
 *
 * @param jkt thumbprint of the device key
 * @throws Refused `key_mismatch`, `bad_signature`, `wrong_issuer`, `key_attestation_invalid`
 */
export async function checkChallenge(
  challenge: KeyChallenge,
  jkt: string,
  known: { readonly issuer: string; readonly serverKeys: readonly ServerKey[] },
): Promise<void> {
  await verifyServerSignature(challenge, known);
  if (challenge.claims.device_jkt !== jkt) refuse("key_attestation_invalid", "challenge.device_jkt");
}
