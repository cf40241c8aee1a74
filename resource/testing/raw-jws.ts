import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";

const part = (value: unknown): string => encodeBase64url(new TextEncoder().encode(JSON.stringify(value)));

/** Makes a JWS with any header, whose signature is the signer's over other words. */
export async function strangeJws(signer: Signer, header: object, payload: unknown): Promise<string> {
  const [, , signature] = (await signer.sign({ alg: "ES256", typ: "strange" }, new Uint8Array(1))).split(".");
  return `${part(header)}.${part(payload)}.${signature}`;
}

/** Puts other claims under the same signature. */
export function withClaims(jws: string, twist: object): string {
  const [header, payload = "", signature] = jws.split(".");
  return `${header}.${part({ ...JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/"))), ...twist })}.${signature}`;
}
