import { compactVerify, importJWK } from "jose";
import type { PublicJwk } from "./keys.ts";

/**
 * Checks the ES256 signature (RFC 7518 §3.4: R ‖ S) of a compact JWS with that key. By itself: a page that reads statements and
 * checks none of them does not load it.
 *
 * @throws where it is another's, or where the key is no point of the curve
 */
export type VerifyEs256 = (jws: string, key: PublicJwk) => void | Promise<void>;

/** By JOSE over WebCrypto, in every runtime. */
export const webVerifyEs256: VerifyEs256 = async (jws, key) => {
  await compactVerify(jws, await importJWK({ ...key }, "ES256"), { algorithms: ["ES256"] });
};

let inUse = webVerifyEs256;

export const verifyEs256: VerifyEs256 = (jws, key) => inUse(jws, key);

/** From here on signatures are checked by this. Returns what puts the former one back. */
export function useVerifyEs256(theirs: VerifyEs256): () => void {
  const former = inUse;
  inUse = theirs;
  return () => {
    inUse = former;
  };
}
