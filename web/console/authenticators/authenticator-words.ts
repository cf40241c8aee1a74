import type { AuthenticatorPolicy, Unfit } from "@nearside/shared/api/console/authenticator-policy.ts";
import type { AttestationFormat, CertificationLevel, Compromise } from "@nearside/shared/authenticator.ts";

// As a person reads what stands in the contract in short.

export const UNFIT_WORDS: Readonly<Record<Unfit, string>> = {
  compromised: "The model was reported to be broken",
  synced: "It can be copied to other devices",
  not_attested: "Its make is not proven",
  denied: "The model is denied",
  not_allowed: "The model is not among those allowed",
  format: "It attests in another form",
  certification: "It is not certified well enough",
};

/** What was reported of it, in the room of a badge. */
export const COMPROMISE_WORDS: Readonly<Record<Compromise, string>> = {
  REVOKED: "Revoked",
  USER_VERIFICATION_BYPASS: "Takes anybody",
  ATTESTATION_KEY_COMPROMISE: "Maker's key got out",
  USER_KEY_REMOTE_COMPROMISE: "Keys can be stolen",
  USER_KEY_PHYSICAL_COMPROMISE: "Keys can be read out",
};

export const LEVEL_WORDS: Readonly<Record<CertificationLevel, string>> = {
  L1: "Level 1",
  L1plus: "Level 1+",
  L2: "Level 2",
  L2plus: "Level 2+",
  L3: "Level 3",
  L3plus: "Level 3+",
};

export const FORMAT_WORDS: Readonly<Record<AttestationFormat, string>> = {
  none: "None: it does not attest",
  packed: "Packed: most security keys",
  tpm: "TPM: Windows Hello",
  "fido-u2f": "FIDO U2F: old security keys",
  apple: "Apple",
};

/** A policy, rule by rule, each a sentence; one alone where it takes anything. */
export function sentencesOf(policy: AuthenticatorPolicy): readonly string[] {
  const { allow, deny, formats, minimum_certification, attested_only, device_bound_only } = policy;
  const sentences = [
    attested_only ? "Only authenticators whose make is proven." : "",
    minimum_certification === null
      ? ""
      : `Only those that are certified by FIDO at ${LEVEL_WORDS[minimum_certification].toLowerCase()} or more, and prove it.`,
    device_bound_only ? "Only passkeys that cannot be copied to other devices." : "",
    formats === null ? "" : `Only these attestation formats: ${formats.join(", ")}.`,
    allow === null ? "" : `Only these models: ${allow.join(", ")}.`,
    deny.length === 0 ? "" : `Not these models: ${deny.join(", ")}.`,
  ].filter((sentence) => sentence !== "");
  return sentences.length === 0 ? ["Any authenticator that the server's configuration takes."] : sentences;
}
