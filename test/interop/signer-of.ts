import { publicJwkSchema, type Signer } from "@nearside/shared/keys.ts";
import { webCryptoSigner } from "@nearside/shared/web-crypto-signer.ts";
import { exportJWK } from "jose";
import * as v from "valibot";

/** By a key that a library made and keeps: its private part need not be extractable. */
export const signerOf = async ({ privateKey, publicKey }: CryptoKeyPair): Promise<Signer> =>
  webCryptoSigner(privateKey, v.parse(publicJwkSchema, await exportJWK(publicKey)));
