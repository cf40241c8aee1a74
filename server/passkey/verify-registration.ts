import type { RegistrationJson } from "@nearside/shared/api/webauthn.ts";
import { encodeBase64url } from "@nearside/shared/base64url.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { enrolmentChallenge } from "@nearside/shared/statements/approval.ts";
import { type VerifiedRegistrationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import type { Config } from "../config/config.ts";
import type { EnrolledPasskey } from "../enrolment/enrolment.ts";

/**
 * Verifies a new passkey (WebAuthn L3 §7.1, protocol §3.3, §3.4).
 *
 * @throws Refused `assertion_invalid`, `passkey_synced`
 */
export async function verifyRegistration(
  { rpId, issuer, policy }: Pick<Config, "rpId" | "issuer" | "policy">,
  response: RegistrationJson,
  attestationHash: string,
): Promise<EnrolledPasskey> {
  const info = await registrationInfo(
    response,
    encodeBase64url(await enrolmentChallenge(attestationHash)),
    rpId,
    issuer,
  );
  const backupEligible = info.credentialDeviceType === "multiDevice";
  if (info.credentialBackedUp && !backupEligible) refuse("backup_state_changed", "passkey.BS");
  if (backupEligible && !policy.acceptSyncedPasskeys) refuse("passkey_synced", "passkey.BE");
  return {
    passkey: { credential_id: info.credential.id, public_key: encodeBase64url(info.credential.publicKey) },
    counter: info.credential.counter,
    backup_eligible: backupEligible,
    backed_up: info.credentialBackedUp,
    aaguid: info.aaguid,
    attestation_format: info.fmt,
    // Without a metadata service nobody vouches for the authenticator's word (protocol §3.4).
    attestation_verdict: info.fmt === "none" ? "not attested" : "claimed, not attested",
    transports: response.response.transports ?? [],
    response,
  };
}

type Info = NonNullable<VerifiedRegistrationResponse["registrationInfo"]>;

async function registrationInfo(
  sent: RegistrationJson,
  challenge: string,
  rpId: string,
  origin: string,
): Promise<Info> {
  const { authenticatorAttachment: _unsigned, ...signed } = sent;
  const { transports: _hints, ...response } = signed.response;
  try {
    const verified = await verifyRegistrationResponse({
      response: { ...signed, response },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      expectedType: "webauthn.create",
      requireUserPresence: true,
      requireUserVerification: true,
    });
    if (verified.verified) return verified.registrationInfo;
  } catch (cause) {
    return refuse("assertion_invalid", "registration", { cause });
  }
  return refuse("assertion_invalid", "registration");
}
