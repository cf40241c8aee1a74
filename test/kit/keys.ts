import { publicJwkSchema, type Signer } from "@nearside/shared/signing/keys.ts";
import { webCryptoSigner } from "@nearside/shared/signing/web-crypto-signer.ts";
import * as v from "valibot";

/** Makes an ES256 key of WebCrypto, as an extension or a command line has one. */
export async function newSigner(): Promise<Signer> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return webCryptoSigner(pair.privateKey, v.parse(publicJwkSchema, { kty, crv, x, y }));
}

/** A signer that carries one key and signs with another. */
export const inTheNameOf = (named: Signer, signing: Signer): Signer => ({
  jwk: named.jwk,
  thumbprint: named.thumbprint,
  sign: signing.sign,
});

/** The public keys of those signers as a JWK set (RFC 7517 §5), as a server publishes them at /oauth/jwks. */
export const jwksOf = (...signers: readonly Signer[]) => ({
  keys: signers.map(({ jwk, thumbprint }) => ({ ...jwk, kid: thumbprint, alg: "ES256", use: "sig" })),
});
