import { demandTopOrigin } from "@nearside/shared/chain/assertion/check-approval-top-origin.ts";
import { demandSmallNumbers } from "@nearside/shared/chain/assertion/demand-small-numbers.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { decodeBase64url, encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { ATTESTATION_FORMATS } from "@nearside/shared/passkey/authenticator.ts";
import { passkeySchema } from "@nearside/shared/passkey/passkey.ts";
import type { RegistrationJson } from "@nearside/shared/passkey/webauthn.ts";
import { enrolmentChallenge } from "@nearside/shared/statements/challenges.ts";
import { type VerifiedRegistrationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import {
  decodeAttestationObject,
  decodeCredentialPublicKey,
  parseAuthenticatorData,
} from "@simplewebauthn/server/helpers";
import * as v from "valibot";
import type { Config } from "../../platform/config/config.ts";
import type { EnrolledPasskey } from "../../register/passkeys/insert-passkey.ts";
import { ALGORITHMS } from "./creation-options.ts";
import type { Metadata } from "./metadata/authenticator-models.ts";
import { judgeAttestation } from "./metadata/judge-attestation.ts";
import { storedRegistration } from "./stored-answer.ts";

/** The state against which an attestation is judged. */
interface JudgedBy {
  readonly metadata: Metadata | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Verifies a new passkey (WebAuthn L3 §7.1, protocol §3.3, §3.4). `admitPasskey`, the one caller, judges whether the
 * authenticator is allowed.
 *
 * @throws Refused `assertion_invalid`, `user_not_verified`, `backup_state_changed`, `attestation_untrusted`
 */
export async function verifyRegistration(
  { rpId, issuer }: Pick<Config, "rpId" | "issuer">,
  response: RegistrationJson,
  attestationHash: string,
  { metadata, now }: JudgedBy,
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
  const attestation = {
    aaguid: info.aaguid,
    format: info.fmt,
    x5c: certificatesOf(response.response.attestationObject),
  };
  return {
    passkey: passkey.output,
    counter: info.credential.counter,
    backup_eligible: backupEligible,
    backed_up: info.credentialBackedUp,
    aaguid: info.aaguid,
    attestation_format: info.fmt,
    attestation_verdict: judgeAttestation(metadata, attestation, now),
    transports: response.response.transports ?? [],
    response: storedRegistration(response),
  };
}

type AttestationObject = ReturnType<typeof decodeAttestationObject>;

function attestationOf(attestationObject: string): AttestationObject {
  try {
    const decoded = decodeAttestationObject(decodeBase64url(attestationObject, "attestationObject"));
    if (decoded instanceof Map && decoded.get("attStmt") instanceof Map) return decoded;
  } catch (cause) {
    return refuse("assertion_invalid", "registration", { cause });
  }
  return refuse("assertion_invalid", "registration");
}

/** Decodes the COSE_Key in the authenticator data; undefined where that has none. */
function publicKeyOf(attestation: AttestationObject): unknown {
  try {
    const { credentialPublicKey } = parseAuthenticatorData(attestation.get("authData"));
    return credentialPublicKey && decodeCredentialPublicKey(credentialPublicKey);
  } catch (cause) {
    return refuse("assertion_invalid", "registration", { cause });
  }
}

/**
 * The library knows other formats than those that are read here. Android's make it fetch the addresses that certificates of the
 * sender's own making name, within the server's reach, before it asks who signed them. No authenticator of a machine with a
 * command line makes those formats.
 */
const isRead = (format: string): boolean => ATTESTATION_FORMATS.some((read) => read === format);

/** Returns the certificates, DER. The library verified what they signed, not who they belong to. */
const certificatesOf = (attestationObject: string): readonly Uint8Array[] =>
  attestationOf(attestationObject).get("attStmt").get("x5c") ?? [];

type Info = NonNullable<VerifiedRegistrationResponse["registrationInfo"]>;

async function registrationInfo(
  sent: RegistrationJson,
  challenge: string,
  rpId: string,
  origin: string,
): Promise<Info> {
  const { authenticatorAttachment: _unsigned, ...signed } = sent;
  const { transports: _hints, ...response } = signed.response;
  const attestation = attestationOf(response.attestationObject);
  if (!isRead(attestation.get("fmt"))) refuse("assertion_invalid", "attestation.fmt");
  demandSmallNumbers(attestation, "attestation");
  demandSmallNumbers(publicKeyOf(attestation), "attestation.publicKey");
  demandTopOrigin(response.clientDataJSON);
  try {
    const verified = await verifyRegistrationResponse({
      response: { ...signed, response },
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      expectedType: "webauthn.create",
      // those that were asked for (WebAuthn L3 §7.1 step 20); without them the library tries out what this Node can do, which warns
      supportedAlgorithmIDs: [...ALGORITHMS],
      requireUserPresence: true,
      requireUserVerification: false, // asked below: it has a reason of its own
    });
    if (verified.verified) return verified.registrationInfo;
  } catch (cause) {
    return refuse("assertion_invalid", "registration", { cause });
  }
  return refuse("assertion_invalid", "registration");
}
