// Bits of TPMA_OBJECT (TPM Library Part 2 §8.3): what the TPM lets a key be used for.

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

/** A device key (protocol §3.8), exactly: it was made in this TPM and never leaves it, and signs what it is given. */
export const DEVICE_KEY = MADE_AND_KEPT_HERE | SIGN;
/**
 * An attestation key, exactly. Restricted: it signs what the TPM itself states, and nothing given from outside that looks
 * like such a statement.
 */
export const ATTESTATION_KEY = MADE_AND_KEPT_HERE | RESTRICTED | SIGN;
/** What other keys are wrapped by (TCG TPM v2.0 Provisioning Guidance §7.5.1). */
export const STORAGE_KEY = MADE_AND_KEPT_HERE | RESTRICTED | DECRYPT;
