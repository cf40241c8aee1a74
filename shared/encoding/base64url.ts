import { Refused } from "../refused.ts";
import { primitives } from "./primitives.ts";

/**
 * The ends of canonical base64url, by the remainder of its length: bits that belong to no byte are zero (RFC 4648
 * §3.5).
 */
const ENDS = [/$/, undefined, /[AQgw]$/, /[AEIMQUYcgkosw048]$/] as const;

/** True if {@link encodeBase64url} writes this text for some bytes. */
export const isCanonicalBase64url = (text: string): boolean =>
  /^[A-Za-z0-9_-]*$/.test(text) && ENDS[text.length % 4]?.test(text) === true;

/** Encodes bytes as base64url without padding (RFC 7515 §2). */
export const encodeBase64url = (bytes: Uint8Array): string => primitives().encodeBase64url(bytes);

/**
 * Decodes base64url. It refuses every text but the one that {@link encodeBase64url} writes for the same bytes: a second
 * text for one signature would be a second hash for one statement (threat P8).
 *
 * @param field the name that the refusal gives
 * @throws Refused `malformed`
 */
export function decodeBase64url(text: string, field: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(decoded(text, field));
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Decodes base64url, as {@link decodeBase64url} does, to the text that it holds in UTF-8.
 *
 * @throws Refused `malformed`
 */
export function decodeBase64urlText(text: string, field: string): string {
  const bytes = decoded(text, field);
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new Refused("malformed", field, { cause });
  }
}

function decoded(text: string, field: string): Uint8Array {
  if (!isCanonicalBase64url(text)) throw new Refused("malformed", field);
  return primitives().decodeBase64url(text);
}
