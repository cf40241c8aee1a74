import { compactVerify, importJWK } from "jose";
import type { PublicJwk } from "./keys.ts";

/**
 * Checks the ES256 signature (RFC 7518 §3.4: R ‖ S) of a compact JWS with that key. It lies in a file of its own, so
 * that a page that reads statements without checking them does not load it.
 *
 * @throws if another key signed, or if the key is no point of the curve
 */
export type VerifyEs256 = (jws: string, key: PublicJwk) => void | Promise<void>;

/** Verifies with JOSE over WebCrypto, which every runtime has. */
export const webVerifyEs256: VerifyEs256 = async (jws, key) => {
  await compactVerify(jws, await importJWK({ ...key }, "ES256"), { algorithms: ["ES256"] });
};

let inUse = webVerifyEs256;

export const verifyEs256: VerifyEs256 = (jws, key) => inUse(jws, key);

/** From here on `theirs` checks signatures. Returns a function that puts the former one back. */
export function useVerifyEs256(theirs: VerifyEs256): () => void {
  const former = inUse;
  inUse = theirs;
  return () => {
    inUse = former;
  };
}
