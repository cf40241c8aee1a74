// Bits of TPMA_OBJECT (TPM Library Part 2 §8.3), which limit the uses of a key.

export const FIXED_TPM = 1 << 1;
export const FIXED_PARENT = 1 << 4;
export const SENSITIVE_DATA_ORIGIN = 1 << 5;
const USER_WITH_AUTH = 1 << 6;
export const ADMIN_WITH_POLICY = 1 << 7;
const NO_DA = 1 << 10;
export const RESTRICTED = 1 << 16;
export const DECRYPT = 1 << 17;
const SIGN = 1 << 18;

const MADE_AND_KEPT_HERE = FIXED_TPM | FIXED_PARENT | SENSITIVE_DATA_ORIGIN | USER_WITH_AUTH | NO_DA;

/**
 * The exact attributes of a device key (protocol §3.8): it was made in this TPM, never leaves it, and signs any data.
 */
export const DEVICE_KEY = MADE_AND_KEPT_HERE | SIGN;
/**
 * The exact attributes of an attestation key. It is restricted: it signs statements of the TPM itself, and no data from
 * outside that looks like one.
 */
export const ATTESTATION_KEY = MADE_AND_KEPT_HERE | RESTRICTED | SIGN;
/** The attributes of the key that wraps other keys (TCG TPM v2.0 Provisioning Guidance §7.5.1). */
export const STORAGE_KEY = MADE_AND_KEPT_HERE | RESTRICTED | DECRYPT;
