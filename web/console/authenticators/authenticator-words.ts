import type { Unfit } from "@nearside/shared/api/console/authenticator-policy.ts";
import type { AttestationFormat, Compromise } from "@nearside/shared/passkey/authenticator.ts";

// These tables put the contract's short codes into words.

export const UNFIT_WORDS: Readonly<Record<Unfit, string>> = {
  compromised: "The model was reported to be broken",
  synced: "It can be copied to other devices",
  not_attested: "Its make is not proven",
  denied: "The model is denied",
  not_allowed: "The model is not among those allowed",
  format: "It attests in another form",
  certification: "It is not certified well enough",
};

/** Says in as few words as a badge holds what was reported of a model. */
export const COMPROMISE_WORDS: Readonly<Record<Compromise, string>> = {
  REVOKED: "Revoked",
  USER_VERIFICATION_BYPASS: "Takes anybody",
  ATTESTATION_KEY_COMPROMISE: "Maker's key got out",
  USER_KEY_REMOTE_COMPROMISE: "Keys can be stolen",
  USER_KEY_PHYSICAL_COMPROMISE: "Keys can be read out",
};

export const FORMAT_WORDS: Readonly<Record<AttestationFormat, string>> = {
  none: "None: it does not attest",
  packed: "Packed: most security keys",
  tpm: "TPM: Windows Hello",
  "fido-u2f": "FIDO U2F: old security keys",
  apple: "Apple",
};
