import { refuse } from "../chain/refusal.ts";
import { decodeBase64url } from "../encoding/base64url.ts";
import { StructureError } from "../tpm/structure-reader.ts";

/**
 * Reads a TPM structure that a stranger sent, base64url.
 *
 * @throws Refused `key_attestation_invalid`, naming the field and the member
 */
export function readStructure<T>(text: string, field: string, read: (bytes: Uint8Array<ArrayBuffer>) => T): T {
  try {
    return read(decodeBase64url(text, field));
  } catch (cause) {
    if (cause instanceof StructureError) refuse("key_attestation_invalid", `${field}.${cause.what}`, { cause });
    throw cause;
  }
}
