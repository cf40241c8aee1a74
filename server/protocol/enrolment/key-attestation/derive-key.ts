import { createHmac } from "node:crypto";
import { joined, u8, u32 } from "@nearside/shared/tpm/structure-writer.ts";

/**
 * KDFa with SHA-256 (TPM Library Part 1 §11.4.10.2; NIST SP 800-108 in counter mode), for keys of at most 256 bits: one round.
 *
 * @param context `contextU`; `contextV` is empty in all we derive
 * @param bits a multiple of 8, at most 256
 */
export function deriveKey(seed: Uint8Array, label: string, context: Uint8Array, bits: number): Buffer {
  const round = joined(u32(1), new TextEncoder().encode(label), u8(0), context, u32(bits));
  return createHmac("sha256", seed)
    .update(round)
    .digest()
    .subarray(0, bits / 8);
}
