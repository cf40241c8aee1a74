import { hash, verify } from "node:crypto";
import type { Primitives } from "@nearside/shared/primitives.ts";
import { PublicKeys } from "./public-keys.ts";

/** How many keys of machines, browsers and logins are kept ready to verify with. Some 2 KB each. */
const MOST_KEYS = 4096;
const SIGNATURE_BYTES = 64;

/**
 * The same as `webPrimitives`, by node:crypto, which does it at once: WebCrypto hands every digest of a few hundred bytes
 * to another thread, and imports a key each time, both of which cost more than what is computed.
 */
export function nodePrimitives(): Primitives {
  const keys = new PublicKeys(MOST_KEYS);
  return {
    sha256: (data) => new Uint8Array(hash("sha256", data, "buffer")),
    verifyEs256(jws, jwk) {
      const end = jws.lastIndexOf(".");
      const signature = Buffer.from(jws.slice(end + 1), "base64url");
      const key = { key: keys.of(jwk), dsaEncoding: "ieee-p1363" } as const;
      if (signature.length !== SIGNATURE_BYTES || !verify("sha256", Buffer.from(jws.slice(0, end)), key, signature))
        throw new Error("the signature is another's");
    },
    encodeBase64url: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url"),
    decodeBase64url: (text) => Buffer.from(text, "base64url"),
  };
}
