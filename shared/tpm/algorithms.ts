// Numbers of TPM Library Part 2 §6.3 (TPM_ALG_ID) and §6.4 (TPM_ECC_CURVE), as far as Nearside uses them.

export const ALG_RSA = 0x0001;
export const ALG_AES = 0x0006;
export const ALG_SHA256 = 0x000b;
export const ALG_NULL = 0x0010;
export const ALG_ECDSA = 0x0018;
export const ALG_ECC = 0x0023;
export const ALG_CFB = 0x0043;
export const CURVE_P256 = 0x0003;
