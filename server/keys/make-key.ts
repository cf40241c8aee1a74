import { publicJwkSchema, thumbprintOf } from "@nearside/shared/keys.ts";
import { exportJWK, generateKeyPair } from "jose";
import * as v from "valibot";
import type { NewKey } from "./signing-key-store.ts";

/** A fresh ES256 key. Its randomness is WebCrypto's own. */
export async function makeKey(): Promise<NewKey> {
  const pair = await generateKeyPair("ES256", { extractable: true });
  const publicJwk = v.parse(publicJwkSchema, await exportJWK(pair.publicKey));
  return {
    kid: await thumbprintOf(publicJwk),
    publicJwk,
    privateJwk: JSON.stringify(await exportJWK(pair.privateKey)),
  };
}
