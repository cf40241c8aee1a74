import type { PublicJwk } from "./keys.ts";

/**
 * Checks an ES256 signature (RFC 7518 §3.4). It lies in a file of its own, so that a page that reads statements without
 * checking them does not load it.
 *
 * @param signed the bytes that were signed, or a text for its UTF-8
 * @param signature R ‖ S
 * @returns false if another key signed
 * @throws if the key is no point of the curve
 */
export type VerifyEs256 = (
  signed: string | Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
  key: PublicJwk,
) => boolean | Promise<boolean>;

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const HASH = { name: "ECDSA", hash: "SHA-256" };
const utf8 = new TextEncoder();

/** Verifies with WebCrypto, which every runtime has. */
export const webVerifyEs256: VerifyEs256 = async (signed, signature, { kty, crv, x, y }) => {
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, CURVE, false, ["verify"]);
  return crypto.subtle.verify(HASH, key, signature, typeof signed === "string" ? utf8.encode(signed) : signed);
};

let inUse = webVerifyEs256;

export const verifyEs256: VerifyEs256 = (signed, signature, key) => inUse(signed, signature, key);

/** From here on `theirs` checks signatures. Returns a function that puts the former one back. */
export function useVerifyEs256(theirs: VerifyEs256): () => void {
  const former = inUse;
  inUse = theirs;
  return () => {
    inUse = former;
  };
}
