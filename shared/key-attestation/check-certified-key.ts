import { refuse } from "../chain/refusal.ts";
import { decodeBase64url } from "../encoding/base64url.ts";
import { qualifyingDataOf } from "../statements/key-challenge.ts";
import { nameOf } from "../tpm/public-area.ts";
import type { KeyAttestation } from "./attested-key.ts";
import { readCertify } from "./read-certify.ts";
import { readStructure } from "./read-structure.ts";

/**
 * A TPM states, for this challenge, that it has loaded the object with the name of the device key's public area,
 * attributes included.
 *
 * @throws Refused `key_attestation_invalid`
 */
export async function checkCertifiedKey(shown: KeyAttestation): Promise<void> {
  const { qualifyingData, name } = readStructure(shown.certify, "certify", readCertify);
  if (!isSame(qualifyingData, await qualifyingDataOf(shown.challenge)))
    refuse("key_attestation_invalid", "certify.qualifying_data");
  if (!isSame(name, await nameOf(decodeBase64url(shown.device_key, "device_key"))))
    refuse("key_attestation_invalid", "certify.object");
}

const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);
