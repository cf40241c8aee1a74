import {
  ALG_AES,
  ALG_CFB,
  ALG_ECC,
  ALG_NULL,
  ALG_RSA,
  ALG_SHA256,
  CURVE_P256,
} from "@nearside/shared/tpm/algorithms.ts";
import {
  ADMIN_WITH_POLICY,
  DECRYPT,
  FIXED_PARENT,
  FIXED_TPM,
  RESTRICTED,
  SENSITIVE_DATA_ORIGIN,
  STORAGE_KEY,
} from "@nearside/shared/tpm/attributes.ts";
import { EMPTY, joined, sized, u16, u32 } from "@nearside/shared/tpm/structure-writer.ts";

// TPMT_PUBLIC of primary keys. Until a TPM is cleared, it derives the same key from the same template each time.

const AES_128_CFB = joined(u16(ALG_AES), u16(128), u16(ALG_CFB));

/** The key that wraps ours: P-256 with AES-128 (`ecc256:null:aes128cfb` of tpm2-tools). */
export const STORAGE_TEMPLATE: Uint8Array = joined(
  ...[u16(ALG_ECC), u16(ALG_SHA256), u32(STORAGE_KEY), sized(EMPTY), AES_128_CFB],
  ...[u16(ALG_NULL), u16(CURVE_P256), u16(ALG_NULL), sized(EMPTY), sized(EMPTY)],
);

/** PolicySecret(TPM_RH_ENDORSEMENT): a program that may use the endorsement hierarchy may use its key. */
const ENDORSEMENT_POLICY = Uint8Array.from(
  Buffer.from("837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa", "hex"),
);
const ENDORSEMENT_KEY = FIXED_TPM | FIXED_PARENT | SENSITIVE_DATA_ORIGIN | ADMIN_WITH_POLICY | RESTRICTED | DECRYPT;

/** The endorsement key that makers certify most: RSA 2048 (TCG EK Credential Profile 2.5 §B.3.3, template L-1). */
export const ENDORSEMENT_TEMPLATE: Uint8Array = joined(
  ...[u16(ALG_RSA), u16(ALG_SHA256), u32(ENDORSEMENT_KEY), sized(ENDORSEMENT_POLICY), AES_128_CFB],
  ...[u16(ALG_NULL), u16(2048), u32(0), sized(new Uint8Array(256))],
);
