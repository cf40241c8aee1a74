import { createPrivateKey, sign } from "node:crypto";
import { type JwsHeader, type PublicJwk, type Signer, thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { fromDer } from "@nearside/shared/signing/signature-encodings.ts";

/**
 * A signer over a private JWK, which node:crypto holds. It signs at once.
 *
 * @throws Error where the JWK is no ES256 key
 */
export async function nodeSigner({ d, ...jwk }: PublicJwk & { readonly d: string }): Promise<Signer> {
  const key = createPrivateKey({ key: { ...jwk, d }, format: "jwk" });
  /** One header for each kind of statement. */
  const headers = new Map<string, string>();
  const headerOf = (header: JwsHeader): string => {
    const text = JSON.stringify(header);
    const encoded = headers.get(text) ?? Buffer.from(text).toString("base64url");
    headers.set(text, encoded);
    return encoded;
  };
  return {
    jwk,
    thumbprint: await thumbprintOf(jwk),
    sign: async (header, payload) => {
      const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
      const input = `${headerOf(header)}.${bytes.toString("base64url")}`;
      const signature = fromDer(sign("sha256", Buffer.from(input), key)); // node:crypto would take longer to convert it
      if (signature === undefined) throw new Error("OpenSSL made no signature of P-256");
      return `${input}.${Buffer.from(signature.buffer).toString("base64url")}`;
    },
  };
}
