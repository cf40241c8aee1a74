// TPM_RH (TPM Library Part 2 §7.4): whose seed a primary key is derived from, and nothing in a handle's place.

export const OWNER = 0x4000_0001;
export const NULL_HANDLE = 0x4000_0007;
export const ENDORSEMENT = 0x4000_000b;
