import { encodeBase64url } from "./base64url.ts";

/** SHA-256 of the bytes, or of the text's UTF-8. 32 bytes. */
export async function sha256(data: string | Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** base64url(SHA-256(…)): 43 characters. */
export const sha256Base64url = async (data: string | Uint8Array<ArrayBuffer>): Promise<string> =>
  encodeBase64url(await sha256(data));
