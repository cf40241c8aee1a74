import { CompactSign, type CryptoKey } from "jose";
import { type PublicJwk, type Signer, thumbprintOf } from "./keys.ts";

// By itself, so that a page that only reads statements loads nothing that signs.

/** A signer over a WebCrypto key pair; the private key need not be extractable. */
export async function webCryptoSigner(privateKey: CryptoKey, jwk: PublicJwk): Promise<Signer> {
  return {
    jwk,
    thumbprint: await thumbprintOf(jwk),
    sign: (header, payload) => new CompactSign(payload).setProtectedHeader({ ...header }).sign(privateKey),
  };
}
