import { EMPTY, joined, sized, u8, u32 } from "@nearside/shared/tpm/structure-writer.ts";

// TPM_RH (TPM Library Part 2 §7.4): the hierarchies from whose seeds primary keys are derived, and the null handle.

export const OWNER = 0x4000_0001;
export const NULL_HANDLE = 0x4000_0007;
export const ENDORSEMENT = 0x4000_000b;

// TPMS_AUTH_COMMAND (TPM Library Part 2 §10.13.2).

const RS_PW = 0x4000_0009;
const CONTINUE_SESSION = 1;

/** The empty password. Every program that may reach the TPM may use these keys, and only this account has their blobs. */
export const NO_PASSWORD: Uint8Array = joined(u32(RS_PW), sized(EMPTY), u8(0), sized(EMPTY));

/** A policy session, which lives until it is flushed. */
export const bySession = (session: number): Uint8Array =>
  joined(u32(session), sized(EMPTY), u8(CONTINUE_SESSION), sized(EMPTY));
