import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import type { Random } from "../../platform/surroundings.ts";

const DEVICE_CODE_BYTES = 32;

/** 256 random bits, base64url (RFC 8628 §3.2). The server keeps its hash only. */
export const newDeviceCode = (random: Random): string => encodeBase64url(random(DEVICE_CODE_BYTES));

/** Consonants, so that no word results (RFC 8628 §6.1). */
const USER_CODE_ALPHABET = "BCDFGHJKLMNPQRSTVWXZ";
const USER_CODE_LENGTH = 8;

/** RFC 8628 §3.2 demands one; it is stored nowhere and approves nothing (protocol §4.1). */
export function newUserCode(random: Random): string {
  const letters: string[] = [];
  while (letters.length < USER_CODE_LENGTH) {
    for (const byte of random(USER_CODE_LENGTH * 2)) {
      // 240 is the last multiple of 20 in a byte: beyond it, some letters would come more often
      if (byte < 240 && letters.length < USER_CODE_LENGTH) letters.push(USER_CODE_ALPHABET[byte % 20] ?? "");
    }
  }
  return `${letters.slice(0, 4).join("")}-${letters.slice(4).join("")}`;
}
