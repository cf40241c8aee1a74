import { type PublicJwk, publicJwkSchema, thumbprintOf } from "@nearside/shared/signing/keys.ts";
import * as v from "valibot";

interface ExtensionKey {
  readonly privateKey: CryptoKey;
  readonly jwk: PublicJwk;
  readonly thumbprint: string;
}

/** Makes a fresh ES256 key that cannot be exported (protocol §2). Each enrolment makes its own. */
export async function newExtensionKey(): Promise<ExtensionKey> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const jwk = v.parse(publicJwkSchema, { kty, crv, x, y });
  return { privateKey: pair.privateKey, jwk, thumbprint: await thumbprintOf(jwk) };
}
