import type { RegistrationJson } from "@nearside/shared/api/webauthn.ts";
import { decodeBase64url, encodeBase64url } from "@nearside/shared/base64url.ts";
import { demandTopOrigin } from "@nearside/shared/chain/check-approval-top-origin.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { passkeySchema } from "@nearside/shared/passkey.ts";
import { enrolmentChallenge } from "@nearside/shared/statements/approval.ts";
import { type VerifiedRegistrationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { decodeAttestationObject } from "@simplewebauthn/server/helpers";
import * as v from "valibot";
import type { Config } from "../config/config.ts";
import type { EnrolledPasskey } from "../enrolment/enrolment.ts";

/**
 * Verifies a new passkey (WebAuthn L3 §7.1, protocol §3.3, §3.4).
 *
 * @throws Refused `assertion_invalid`, `user_not_verified`, `backup_state_changed`, `passkey_synced`
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
  if (!info.userVerified) refuse("user_not_verified", "passkey.UV");
  const backupEligible = info.credentialDeviceType === "multiDevice";
  const passkey = v.safeParse(passkeySchema, {
    credential_id: info.credential.id,
    public_key: encodeBase64url(info.credential.publicKey),
  });
  if (!passkey.success) refuse("assertion_invalid", "passkey"); // no statement could name it
  if (info.credentialBackedUp && !backupEligible) refuse("backup_state_changed", "passkey.BS");
  if (backupEligible && !policy.acceptSyncedPasskeys) refuse("passkey_synced", "passkey.BE");
  return {
    passkey: passkey.output,
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

/**
 * Attestation formats that are read. Of the others that the library knows, Android's make it fetch what certificates of the
 * sender's own making name, any address within the server's reach, before it asks who signed them; and no authenticator of
 * a machine with a command line makes them.
 */
const FORMATS: readonly string[] = ["none", "packed", "tpm", "fido-u2f", "apple"];

function formatOf(attestationObject: string): string {
  try {
    return decodeAttestationObject(decodeBase64url(attestationObject, "attestationObject")).get("fmt");
  } catch (cause) {
    return refuse("assertion_invalid", "registration", { cause });
  }
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
  if (!FORMATS.includes(formatOf(response.attestationObject))) refuse("assertion_invalid", "attestation.fmt");
  demandTopOrigin(response.clientDataJSON, origin);
  try {
    const verified = await verifyRegistrationResponse({
      response: { ...signed, response },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      expectedType: "webauthn.create",
      requireUserPresence: true,
      requireUserVerification: false, // asked below: it has a reason of its own
    });
    if (verified.verified) return verified.registrationInfo;
  } catch (cause) {
    return refuse("assertion_invalid", "registration", { cause });
  }
  return refuse("assertion_invalid", "registration");
}
