import type { Trusted } from "../chain/chain.ts";
import { refuse } from "../chain/refusal.ts";
import { verifyServerSignature } from "../chain/server-signature.ts";
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
  trusted: Pick<Trusted, "issuer" | "serverKeys">,
): Promise<void> {
  await verifyServerSignature(challenge, trusted);
  if (challenge.claims.device_jkt !== jkt) refuse("key_attestation_invalid", "challenge.device_jkt");
}
