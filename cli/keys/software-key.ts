import { publicJwkSchema, type Signer } from "@nearside/shared/signing/keys.ts";
import { webCryptoSigner } from "@nearside/shared/signing/web-crypto-signer.ts";
import { exportJWK, generateKeyPair, importJWK } from "jose";
import * as v from "valibot";

/** An ES256 private key, in the form that a key file holds (RFC 7518 §6.2.2). */
export const privateJwkSchema = v.strictObject({
  ...publicJwkSchema.entries,
  d: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)),
});
type PrivateJwk = v.InferOutput<typeof privateJwkSchema>;

/** A key in software: the device key unless the TPM keeps it, or the session key of one login. */
export interface SoftwareKey {
  readonly jwk: PrivateJwk;
  readonly signer: Signer;
}

export async function newSoftwareKey(): Promise<SoftwareKey> {
  const { privateKey } = await generateKeyPair("ES256", { extractable: true });
  const { kty, crv, x, y, d } = await exportJWK(privateKey);
  const jwk = v.parse(privateJwkSchema, { kty, crv, x, y, d });
  return { jwk, signer: await webCryptoSigner(privateKey, publicPartOf(jwk)) };
}

export async function loadSoftwareKey(jwk: PrivateJwk): Promise<SoftwareKey> {
  const key = await importJWK({ ...jwk }, "ES256");
  if (key instanceof Uint8Array) throw new TypeError("an EC key is no secret");
  return { jwk, signer: await webCryptoSigner(key, publicPartOf(jwk)) };
}

const publicPartOf = ({ kty, crv, x, y }: PrivateJwk): Signer["jwk"] => ({ kty, crv, x, y });
