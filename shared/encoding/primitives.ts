import { base64url } from "jose";

/**
 * Computations of the runtime for the statements, apart from their signatures (`signing/es256.ts`). WebCrypto and JOSE
 * do them everywhere; a runtime that has something faster may give its own. None of them decides anything: shape,
 * length and canonical form are checked before, here.
 */
export interface Primitives {
  /** SHA-256 of the bytes, or of the text's UTF-8. 32 bytes. */
  sha256(data: Data): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  /** The same in base64url. */
  sha256Base64url(data: Data): string | Promise<string>;
  encodeBase64url(bytes: Uint8Array): string;
  /** Reads canonical base64url. */
  decodeBase64url(text: string): Uint8Array;
}
type Data = string | Uint8Array<ArrayBuffer>;

const utf8 = new TextEncoder();

export const webPrimitives: Primitives = {
  sha256: async (data) =>
    new Uint8Array(await crypto.subtle.digest("SHA-256", typeof data === "string" ? utf8.encode(data) : data)),
  sha256Base64url: async (data) => base64url.encode(await webPrimitives.sha256(data)),
  encodeBase64url: (bytes) => base64url.encode(bytes),
  decodeBase64url: (text) => base64url.decode(text),
};

let inUse = webPrimitives;

export const primitives = (): Primitives => inUse;

/** From here on `theirs` compute the statements. Returns a function that puts the former ones back. */
export function usePrimitives(theirs: Primitives): () => void {
  const former = inUse;
  inUse = theirs;
  return () => {
    inUse = former;
  };
}
