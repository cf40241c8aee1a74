import { publicJwkSchema, thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { exportJWK, generateKeyPair } from "jose";
import * as v from "valibot";
import type { NewKey } from "./signing-key-store.ts";
import type { WrappingKeys } from "./wrapping-keys.ts";

/** A fresh ES256 key, as the database stores it. Its randomness is WebCrypto's own. */
export async function makeKey(wrapping: Pick<WrappingKeys, "wrap">): Promise<NewKey> {
  const pair = await generateKeyPair("ES256", { extractable: true });
  const publicJwk = v.parse(publicJwkSchema, await exportJWK(pair.publicKey));
  return {
    kid: await thumbprintOf(publicJwk),
    publicJwk,
    privateJwk: await wrapping.wrap(JSON.stringify(await exportJWK(pair.privateKey))),
  };
}
