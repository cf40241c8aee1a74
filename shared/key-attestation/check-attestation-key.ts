import { refuse } from "../chain/refusal.ts";
import type { PublicJwk } from "../signing/keys.ts";
import { ATTESTATION_KEY } from "../tpm/attributes.ts";
import { readSigningArea } from "../tpm/public-area.ts";
import { readStructure } from "./read-structure.ts";

/**
 * The attestation key signs only statements of a TPM itself, was made in a TPM and stays there. A policy is refused:
 * with one, the TPM might open a credential for a key of which it knows no more than the public area.
 *
 * @param text TPMT_PUBLIC, base64url
 * @throws Refused `key_attestation_invalid`, `tpm_key_movable`
 */
export function checkAttestationKey(text: string): PublicJwk {
  const { attributes, policy, jwk } = readStructure(text, "attestation_key", readSigningArea);
  if (attributes !== ATTESTATION_KEY || policy.length > 0) refuse("tpm_key_movable", "attestation_key");
  return jwk;
}
