import { sha256 } from "../encoding/sha256.ts";

/**
 * Challenge of the passkey by which a person stops a way back in their name (protocol §9):
 * SHA-256("nearside/recovery-objection/1" ‖ 0x00 ‖ nonce ‖ 0x00 ‖ id of the way back). 32 bytes. A signature over it
 * can do nothing else.
 *
 * @param recovery `rc_…`
 */
export const objectionChallenge = (nonce: string, recovery: string): Promise<Uint8Array<ArrayBuffer>> =>
  sha256(`nearside/recovery-objection/1\0${nonce}\0${recovery}`);
