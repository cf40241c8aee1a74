import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { publicJwkSchema, type Signer, thumbprintOf } from "@nearside/shared/signing/keys.ts";
import * as v from "valibot";

/** A key whose signatures cost the client as little as they can, so that the server is what is measured. */
export async function quickSigner(): Promise<Signer> {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { kty, crv, x, y } = publicKey.export({ format: "jwk" });
  const jwk = v.parse(publicJwkSchema, { kty, crv, x, y });
  const key = { key: privateKey, dsaEncoding: "ieee-p1363" } as const;
  return {
    jwk,
    thumbprint: await thumbprintOf(jwk),
    sign: async (header, payload) => {
      const text = `${base64url(JSON.stringify(header))}.${base64url(payload)}`;
      return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
    },
  };
}

const base64url = (data: string | Uint8Array): string => Buffer.from(data).toString("base64url");

export const hashOf = (text: string): string => createHash("sha256").update(text).digest("base64url");
