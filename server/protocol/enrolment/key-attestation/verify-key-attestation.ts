import { refuse } from "@nearside/shared/chain/refusal.ts";
import { decodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import type { KeyAttestation } from "@nearside/shared/key-attestation/attested-key.ts";
import { checkAttestationKey } from "@nearside/shared/key-attestation/check-attestation-key.ts";
import { checkCertifiedKey } from "@nearside/shared/key-attestation/check-certified-key.ts";
import { checkCertifySignature } from "@nearside/shared/key-attestation/check-certify-signature.ts";
import { checkChallenge } from "@nearside/shared/key-attestation/check-challenge.ts";
import { checkChallengeParties } from "@nearside/shared/key-attestation/check-challenge-parties.ts";
import { checkDeviceKey } from "@nearside/shared/key-attestation/check-device-key.ts";
import { checkSecret } from "@nearside/shared/key-attestation/check-secret.ts";
import type { PublicJwk } from "@nearside/shared/signing/keys.ts";
import { type KeyChallenge, keyChallenge } from "@nearside/shared/statements/key-challenge.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { secondsNow } from "../../../platform/surroundings.ts";
import { checkEndorsementCertificate } from "./check-endorsement-certificate.ts";
import type { WithTpmRoots } from "./tpm-roots.ts";

/** The device key, known by its proof of possession. */
export interface DeviceShown {
  readonly jkt: string;
  readonly jwk: PublicJwk;
}

/**
 * Demands that the device key is in a TPM that the administrator trusts (protocol §3.8). It does not check that the challenge
 * is used once: the write that begins the enrolment does.
 *
 * @returns the challenge, whose `jti` is to be used up
 * @throws Refused for the first reason in this order
 */
export async function verifyKeyAttestation(
  services: WithClock & WithConfig & WithKeys & WithTpmRoots,
  shown: KeyAttestation,
  { jkt, jwk }: DeviceShown,
): Promise<KeyChallenge> {
  const challenge = await keyChallenge.read(shown.challenge);
  // 1. Ours, for this device key, in time
  await checkChallenge(challenge, jkt, { issuer: services.config.issuer, serverKeys: services.keys.jwks.keys });
  checkChallengeTime(challenge, secondsNow(services));
  // 2. The challenge was set to this TPM, which is still trusted, and to this key in it
  await checkChallengeParties(challenge, shown);
  checkEndorsementCertificate(
    services.tpmRoots,
    decodeBase64url(shown.ek_certificate, "ek_certificate"),
    services.clock(),
  );
  const attestationKey = checkAttestationKey(shown.attestation_key);
  // 3. The TPM answered: the attestation key is in it
  await checkSecret(challenge, shown.secret);
  // 4. The TPM states that the device key is in it too, and how it is kept
  await checkCertifySignature(attestationKey, shown);
  await checkCertifiedKey(shown);
  await checkDeviceKey(shown.device_key, jwk);
  return challenge;
}

/** Without leeway: it is the server's own clock at both times (protocol §2). @param now epoch seconds. @throws Refused */
function checkChallengeTime({ claims }: KeyChallenge, now: number): void {
  if (now >= claims.exp) refuse("key_attestation_expired", "challenge.exp");
}
