import { sha256 } from "../sha256.ts";

/**
 * What the TPM puts under its statement about the device key, so that it answers this challenge and no other
 * (protocol §3.8): SHA-256("nearside/key-attestation/1" ‖ 0x00 ‖ the challenge, compact JWS). 32 bytes.
 */
export const qualifyingDataOf = (challenge: string): Promise<Uint8Array<ArrayBuffer>> =>
  sha256(`nearside/key-attestation/1\0${challenge}`);
