import { decodeBase64url, encodeBase64url } from "../../encoding/base64url.ts";
import type { PublicJwk } from "../../signing/keys.ts";

// An ES256 key as authenticators write it, a COSE_Key in CTAP2's canonical CBOR (RFC 9053 §2.1, §7.1.1):
// { 1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y }, with 32 bytes for each coordinate.
const BEFORE_X = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
const BEFORE_Y = [0x22, 0x58, 0x20];
const COORDINATE = 32;
const X_AT = BEFORE_X.length;
const Y_AT = X_AT + COORDINATE + BEFORE_Y.length;

/**
 * Reads a passkey's public key if it is an ES256 key in that one form.
 *
 * @param publicKey COSE_Key, base64url
 * @returns undefined for any other key. Nobody has checked yet that the point lies on the curve.
 * @throws Refused `malformed` if it is no base64url
 */
export function es256KeyOf(publicKey: string): PublicJwk | undefined {
  const bytes = decodeBase64url(publicKey, "public_key");
  const isEs256 =
    bytes.length === Y_AT + COORDINATE &&
    BEFORE_X.every((byte, at) => bytes[at] === byte) &&
    BEFORE_Y.every((byte, at) => bytes[X_AT + COORDINATE + at] === byte);
  if (!isEs256) return undefined;
  const x = encodeBase64url(bytes.subarray(X_AT, X_AT + COORDINATE));
  return { kty: "EC", crv: "P-256", x, y: encodeBase64url(bytes.subarray(Y_AT)) };
}
