import { ALG_ECDSA, ALG_SHA256 } from "@nearside/shared/tpm/algorithms.ts";
import type { StructureReader } from "@nearside/shared/tpm/structure-reader.ts";
import { joined } from "@nearside/shared/tpm/structure-writer.ts";

const HALF = 32;

/** TPMT_SIGNATURE (TPM Library Part 2 §11.3.4) of ECDSA with SHA-256, as RFC 7518 §3.4 has it: r ‖ s, 64 bytes. */
export function readSignature(reader: StructureReader): Uint8Array<ArrayBuffer> {
  reader.only(ALG_ECDSA, "sigAlg");
  reader.only(ALG_SHA256, "signature.hash");
  const r = reader.sized(HALF, "signatureR");
  const s = reader.sized(HALF, "signatureS");
  return joined(padded(r), padded(s));
}

/** A TPM may leave leading zeros away. */
const padded = (number: Uint8Array): Uint8Array => joined(new Uint8Array(HALF - number.length), number);
