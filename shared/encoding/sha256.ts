import { primitives } from "./primitives.ts";

/** SHA-256 of the bytes, or of the text's UTF-8. 32 bytes. */
export const sha256 = async (data: string | Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> =>
  primitives().sha256(data);

/** base64url(SHA-256(…)): 43 characters. */
export const sha256Base64url = async (data: string | Uint8Array<ArrayBuffer>): Promise<string> =>
  primitives().sha256Base64url(data);
