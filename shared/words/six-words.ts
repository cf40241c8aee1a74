import { decodeBase64url } from "../encoding/base64url.ts";
import { sha256 } from "../encoding/sha256.ts";
import type { Passkey } from "../passkey/passkey.ts";
import { EFF_LONG_LIST } from "./eff-long-list.ts";

const WORDS = 6; // × log2(7776) = 77 bits (protocol §3.5)

/**
 * The six words that command line and extension show, each from its own verified statements (protocol §3.5):
 * SHA-256(H(attestation) ‖ passkey public key), read as one number, in base 7776.
 *
 * @param attestationHash H(attestation), base64url
 */
export async function sixWords(attestationHash: string, passkey: Passkey): Promise<readonly string[]> {
  const hash = new TextEncoder().encode(attestationHash);
  const key = decodeBase64url(passkey.public_key, "passkey.public_key");
  const digest = await sha256(new Uint8Array([...hash, ...key]));
  let number = digest.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const base = BigInt(EFF_LONG_LIST.length);
  return Array.from({ length: WORDS }, () => {
    const word = EFF_LONG_LIST[Number(number % base)];
    number /= base;
    if (word === undefined) throw new RangeError("the word list is not whole");
    return word;
  });
}

/**
 * Reads six typed words, in any case and with any space between them; undefined if the text is not six words of the
 * list.
 */
export function readSixWords(typed: string): readonly string[] | undefined {
  const words = typed
    .trim()
    .toLowerCase()
    .split(/[\s,]+/);
  return words.length === WORDS && words.every((word) => EFF_LONG_LIST.includes(word)) ? words : undefined;
}
