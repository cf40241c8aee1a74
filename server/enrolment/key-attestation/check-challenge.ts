import { refuse } from "@nearside/shared/chain/refusal.ts";
import { verifyServerSignature } from "@nearside/shared/chain/server-signature.ts";
import type { KeyChallenge } from "@nearside/shared/statements/key-challenge.ts";
import type { Ground } from "../../ground.ts";

/** The challenge is this server's, and was set to that device key. @throws Refused */
export async function checkChallenge(ground: Ground, challenge: KeyChallenge, jkt: string): Promise<void> {
  const known = { issuer: ground.config.issuer, serverKeys: ground.keys.jwks.keys };
  await verifyServerSignature(challenge, known);
  if (challenge.claims.device_jkt !== jkt) refuse("key_attestation_invalid", "challenge.device_jkt");
}
