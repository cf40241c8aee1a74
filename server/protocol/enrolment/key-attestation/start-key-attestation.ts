import type { StartKeyAttestation, StartKeyAttestationAnswer } from "@nearside/shared/api/key-attestations.ts";
import { decodeBase64url, encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { newRandomId } from "@nearside/shared/ids.ts";
import { checkAttestationKey } from "@nearside/shared/key-attestation/check-attestation-key.ts";
import { KEY_CHALLENGE_SECONDS } from "@nearside/shared/lifetimes.ts";
import { keyChallenge } from "@nearside/shared/statements/key-challenge.ts";
import { nameOf } from "@nearside/shared/tpm/public-area.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import { secondsNow, type WithClock, type WithRandom } from "../../../platform/surroundings.ts";
import { checkEndorsementCertificate } from "./check-endorsement-certificate.ts";
import { logAttestationRefusal } from "./log-attestation-refusal.ts";
import { makeCredential } from "./make-credential.ts";
import type { WithTpmRoots } from "./tpm-roots.ts";

/** Bytes; the TPM gives back no more than a SHA-256 has. */
const SECRET = 32;

/**
 * Sets a challenge to a TPM (protocol §3.8). Nothing is stored: the challenge carries, under the server's signature, all that
 * is judged when it comes back, of the secret its hash.
 *
 * @param jkt thumbprint of the device key, which was proved
 * @throws Refused
 */
export const startKeyAttestation = (
  services: WithClock & WithConfig & WithDb & WithKeys & WithRandom & WithTpmRoots,
  request: StartKeyAttestation,
  jkt: string,
): Promise<StartKeyAttestationAnswer> =>
  logAttestationRefusal(services, { ticket: request.ticket, user: request.user, deviceJkt: jkt }, async () => {
    const certificate = decodeBase64url(request.ek_certificate, "ek_certificate");
    const { publicKey } = checkEndorsementCertificate(services.tpmRoots, certificate, services.clock());
    checkAttestationKey(request.attestation_key);
    const attestationKey = decodeBase64url(request.attestation_key, "attestation_key");
    const secret = new Uint8Array(services.random(SECRET));
    const made = makeCredential(publicKey, await nameOf(attestationKey), secret, services.random);
    const iat = secondsNow(services);
    return {
      challenge: await keyChallenge.sign(services.keys.signer, {
        iss: services.config.issuer,
        jti: newRandomId(services.random),
        device_jkt: jkt,
        ek: await sha256Base64url(certificate),
        ak: await sha256Base64url(attestationKey),
        secret: await sha256Base64url(secret),
        iat,
        exp: iat + KEY_CHALLENGE_SECONDS,
      }),
      credential: encodeBase64url(made.credential),
      encrypted_secret: encodeBase64url(made.encryptedSecret),
    };
  });
