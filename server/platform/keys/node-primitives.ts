import { hash, verify } from "node:crypto";
import { type Primitives, usePrimitives } from "@nearside/shared/encoding/primitives.ts";
import { useVerifyEs256, type VerifyEs256 } from "@nearside/shared/signing/es256.ts";
import { toDer } from "@nearside/shared/signing/signature-encodings.ts";
import { useStatementMemory } from "@nearside/shared/statements/statement-memory.ts";
import { RecentlyUsed } from "../waiting/recently-used.ts";
import { PublicKeys } from "./public-keys.ts";

/**
 * The most keys of machines, browsers and logins that are held ready for verification. Some 2 KB each, for a hundredth of a login's CPU time.
 */
const MOST_KEYS = 512;
/** The most statements that are held once they were read: those of some sixty logins. Some 3 KB each. */
const MOST_STATEMENTS = 512;
const SIGNATURE_BYTES = 64;

// The same functions as JOSE over WebCrypto, by node:crypto, which computes at once. WebCrypto hands every digest of a few hundred bytes to
// another thread and imports a key each time, and both cost more than the computation.

export const nodePrimitives: Primitives = {
  sha256: (data) => new Uint8Array(hash("sha256", data, "buffer")),
  sha256Base64url: (data) => hash("sha256", data, "base64url"),
  encodeBase64url: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url"),
  decodeBase64url: (text) => Buffer.from(text, "base64url"),
};

/**
 * OpenSSL gets the signature as it reads it, in DER: node:crypto takes an eighth of the verification to convert one of
 * R ‖ S.
 */
export function nodeVerifyEs256(): VerifyEs256 {
  const keys = new PublicKeys(MOST_KEYS);
  return (signed, signature, jwk) => {
    if (signature.length !== SIGNATURE_BYTES) return false;
    const bytes = typeof signed === "string" ? Buffer.from(signed) : signed;
    return verify("sha256", bytes, keys.of(jwk), toDer(signature));
  };
}

/**
 * Makes this process compute by node:crypto, and hold the statements that it read last. Returns a function that puts back the former
 * state.
 */
export function useNodeCrypto(): () => void {
  const putBack = [
    usePrimitives(nodePrimitives),
    useVerifyEs256(nodeVerifyEs256()),
    useStatementMemory(new RecentlyUsed(MOST_STATEMENTS)),
  ];
  return () => {
    for (const each of putBack) each();
  };
}
