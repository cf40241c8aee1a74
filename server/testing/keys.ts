import { publicJwkSchema, type Signer } from "@nearside/shared/signing/keys.ts";
import { webCryptoSigner } from "@nearside/shared/signing/web-crypto-signer.ts";
import * as v from "valibot";

/** An ES256 key of WebCrypto, as an extension or a command line has one. */
export async function newSigner(): Promise<Signer> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return webCryptoSigner(pair.privateKey, v.parse(publicJwkSchema, { kty, crv, x, y }));
}

/** Carries one key and signs with another. */
export const inTheNameOf = (named: Signer, signing: Signer): Signer => ({
  jwk: named.jwk,
  thumbprint: named.thumbprint,
  sign: signing.sign,
});
