import { decodeAttestationObject, parseAuthenticatorData } from "@simplewebauthn/server/helpers";
import * as v from "valibot";
import { decodeBase64url, encodeBase64url } from "../../encoding/base64url.ts";
import { sha256 } from "../../encoding/sha256.ts";
import { passkeySchema } from "../../passkey/passkey.ts";
import type { RegistrationJson } from "../../passkey/webauthn.ts";
import { enrolmentChallenge } from "../../statements/challenges.ts";
import { demandTopOrigin, readClientData } from "../assertion/check-approval-top-origin.ts";
import type { BoundPasskey, Trusted } from "../chain.ts";
import { refuse } from "../refusal.ts";

/**
 * Checks, as a later verifier can, that a passkey was made for that attestation, at that origin, with the person
 * verified (protocol §3.3; WebAuthn L3 §7.1). The make that the authenticator claims is left out: without a metadata
 * service no authority vouches for it (protocol §3.4), and its certificates end long before the evidence does.
 *
 * @returns the passkey as it was made
 * @throws Refused `assertion_invalid`, `user_not_verified`, `backup_state_changed`
 */
export async function checkEnrolmentPasskey(
  made: RegistrationJson,
  attestationHash: string,
  party: Pick<Trusted, "rpId" | "origin">,
): Promise<BoundPasskey> {
  demandTopOrigin(made.response.clientDataJSON);
  const client = readClientData(made.response.clientDataJSON);
  if (client.type !== "webauthn.create") refuse("assertion_invalid", "clientDataJSON.type");
  if (client.origin !== party.origin) refuse("assertion_invalid", "clientDataJSON.origin");
  if (client.challenge !== encodeBase64url(await enrolmentChallenge(attestationHash)))
    refuse("assertion_invalid", "clientDataJSON.challenge");
  const { rpIdHash, flags, credentialID, credentialPublicKey } = authenticatorData(made);
  if (encodeBase64url(rpIdHash) !== encodeBase64url(await sha256(party.rpId))) refuse("assertion_invalid", "rpIdHash");
  if (!flags.up) refuse("assertion_invalid", "flags");
  if (!flags.uv) refuse("user_not_verified", "passkey.UV");
  if (flags.bs && !flags.be) refuse("backup_state_changed", "passkey.BS");
  const passkey = v.safeParse(passkeySchema, {
    credential_id: credentialID && encodeBase64url(credentialID),
    public_key: credentialPublicKey && encodeBase64url(credentialPublicKey),
  });
  if (!passkey.success) return refuse("assertion_invalid", "attestationObject");
  const { credential_id } = passkey.output;
  if (made.id !== credential_id || made.rawId !== credential_id) refuse("assertion_invalid", "id");
  return { ...passkey.output, backup_eligible: flags.be };
}

/** Every attestation object has these members (WebAuthn L3 §6.5.4); browsers may add others. */
const attestationObjectSchema = v.object({
  fmt: v.string(),
  attStmt: v.map(v.unknown(), v.unknown()),
  authData: v.instance(Uint8Array),
});

function authenticatorData({ response }: RegistrationJson) {
  const bytes = decodeBase64url(response.attestationObject, "attestationObject");
  try {
    const made = decodeAttestationObject(bytes);
    const [fmt, attStmt, data] = [made.get("fmt"), made.get("attStmt"), made.get("authData")];
    const { authData } = v.parse(attestationObjectSchema, { fmt, attStmt, authData: data });
    return parseAuthenticatorData(authData);
  } catch (cause) {
    return refuse("assertion_invalid", "attestationObject", { cause });
  }
}
