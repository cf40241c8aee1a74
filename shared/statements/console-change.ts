import { sha256, sha256Base64url } from "../encoding/sha256.ts";

/**
 * Challenge of the passkey that makes a change in the console (protocol §8): SHA-256("nearside/console-change/1" ‖ 0x00
 * ‖ nonce ‖ 0x00 ‖ path ‖ 0x00 ‖ H(change)). 32 bytes. It names the change, so one touch is good for this change alone.
 *
 * @param path of the request, such as `/api/console/people`
 * @param change as `JSON.stringify` writes it
 */
export const changeChallenge = async (nonce: string, path: string, change: string): Promise<Uint8Array<ArrayBuffer>> =>
  sha256(`nearside/console-change/1\0${nonce}\0${path}\0${await sha256Base64url(change)}`);
