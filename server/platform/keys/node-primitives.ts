import { hash, verify } from "node:crypto";
import { type Primitives, usePrimitives } from "@nearside/shared/encoding/primitives.ts";
import { useVerifyEs256, type VerifyEs256 } from "@nearside/shared/signing/es256.ts";
import { PublicKeys } from "./public-keys.ts";

/** How many keys of machines, browsers and logins are kept ready to verify with. Some 2 KB each. */
const MOST_KEYS = 4096;
const SIGNATURE_BYTES = 64;

// The same as JOSE over WebCrypto, by node:crypto, which does it at once: WebCrypto hands every digest of a few hundred bytes to
// another thread, and imports a key each time, both of which cost more than what is computed.

export const nodePrimitives: Primitives = {
  sha256: (data) => new Uint8Array(hash("sha256", data, "buffer")),
  encodeBase64url: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url"),
  decodeBase64url: (text) => Buffer.from(text, "base64url"),
};

export function nodeVerifyEs256(): VerifyEs256 {
  const keys = new PublicKeys(MOST_KEYS);
  return (jws, jwk) => {
    const end = jws.lastIndexOf(".");
    const signature = Buffer.from(jws.slice(end + 1), "base64url");
    const text = Buffer.from(jws.slice(0, end));
    if (signature.length !== SIGNATURE_BYTES || !verify("sha256", text, keys.of(jwk), signature))
      throw new Error("the signature is another's");
  };
}

/** From here on this process computes by node:crypto. Returns what puts back what was before. */
export function useNodeCrypto(): () => void {
  const putBack = [usePrimitives(nodePrimitives), useVerifyEs256(nodeVerifyEs256())];
  return () => {
    for (const each of putBack) each();
  };
}
