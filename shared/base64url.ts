import { base64url } from "jose";
import { Refused } from "./refused.ts";

/** Bytes as base64url without padding (RFC 7515 §2). */
export const encodeBase64url = (bytes: Uint8Array): string => base64url.encode(bytes);

/**
 * Reads base64url; refuses every text but the one that {@link encodeBase64url} writes for the same bytes.
 * A second text for one signature would be a second hash for one statement (threat P8).
 *
 * @throws Refused `malformed`
 */
export function decodeBase64url(text: string, field: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Refused("malformed", field);
  let bytes: Uint8Array;
  try {
    bytes = base64url.decode(text);
  } catch (cause) {
    throw new Refused("malformed", field, { cause });
  }
  if (base64url.encode(bytes) !== text) throw new Refused("malformed", field);
  return new Uint8Array(bytes);
}
