import { encodeBase64url } from "./base64url.ts";
import { primitives } from "./primitives.ts";

const utf8 = new TextEncoder();

/** SHA-256 of the bytes, or of the text's UTF-8. 32 bytes. */
export async function sha256(data: string | Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return primitives().sha256(typeof data === "string" ? utf8.encode(data) : data);
}

/** base64url(SHA-256(…)): 43 characters. */
export const sha256Base64url = async (data: string | Uint8Array<ArrayBuffer>): Promise<string> =>
  encodeBase64url(await sha256(data));
