import { CompactSign, type CryptoKey } from "jose";
import { type PublicJwk, type Signer, thumbprintOf } from "./keys.ts";

// This is a file of its own, so that a page that only reads statements loads nothing that signs.

/** Makes a signer of a WebCrypto key pair; the private key need not be extractable. */
export async function webCryptoSigner(privateKey: CryptoKey, jwk: PublicJwk): Promise<Signer> {
  return {
    jwk,
    thumbprint: await thumbprintOf(jwk),
    sign: (header, payload) => new CompactSign(payload).setProtectedHeader({ ...header }).sign(privateKey),
  };
}
