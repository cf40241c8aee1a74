import { hasLife } from "../chain/judge-times.ts";
import { refuse } from "../chain/refusal.ts";
import type { KeyAttestation } from "../key-attestation/attested-key.ts";
import { checkAttestationKey } from "../key-attestation/check-attestation-key.ts";
import { checkCertifiedKey } from "../key-attestation/check-certified-key.ts";
import { checkCertifySignature } from "../key-attestation/check-certify-signature.ts";
import { checkChallenge } from "../key-attestation/check-challenge.ts";
import { checkChallengeParties } from "../key-attestation/check-challenge-parties.ts";
import { checkDeviceKey } from "../key-attestation/check-device-key.ts";
import { checkSecret } from "../key-attestation/check-secret.ts";
import { KEY_CHALLENGE_SECONDS } from "../lifetimes.ts";
import { thumbprintOf } from "../signing/keys.ts";
import { keyChallenge } from "../statements/key-challenge.ts";
import { judgeRecorded } from "./judge-recorded.ts";
import type { LinkLog } from "./link-report.ts";
import type { Enrolled, Trust } from "./verify-enrolment.ts";

const PART = "key_attestation";

/**
 * Verifies that the machine's key was made in a TPM and stays there (protocol §3.8), as far as the file shows it. The
 * server judged whether a trusted maker certified the TPM, and whether only that TPM could open the challenge: the
 * trusted makers are its administrator's choice, and no file has them.
 *
 * @throws Refused at the first link that fails
 */
export async function verifyKeyInTpm(
  log: LinkLog,
  written: KeyAttestation,
  machine: Enrolled,
  trust: Trust,
): Promise<void> {
  await log.verify(PART, "challenge", async (signedBy) => {
    const challenge = await keyChallenge.read(written.challenge);
    signedBy(challenge.header.kid);
    await checkChallenge(challenge, await thumbprintOf(machine.device), trust);
    const { iat, exp } = challenge.claims;
    if (!hasLife(challenge.claims, KEY_CHALLENGE_SECONDS)) refuse("key_attestation_expired", "challenge.exp");
    judgeRecorded(machine.requestedAt, [iat, exp], "key_attestation_expired", "enrolment_request.iat");
    await checkChallengeParties(challenge, written);
    await checkSecret(challenge, written.secret);
  });
  await log.verify(PART, "certify", async (signedBy) => {
    const attestationKey = checkAttestationKey(written.attestation_key);
    signedBy(await thumbprintOf(attestationKey));
    await checkCertifySignature(attestationKey, written);
    await checkCertifiedKey(written);
    await checkDeviceKey(written.device_key, machine.device);
  });
}
