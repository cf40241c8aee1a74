import { base64url } from "jose";

/**
 * What the runtime computes for the statements, but for their signatures (`signing/es256.ts`). WebCrypto and JOSE do it everywhere; a runtime that has the same by a
 * shorter way may give its own. None of them decides anything: shape, length and canonical form are checked before, here.
 */
export interface Primitives {
  /** 32 bytes. */
  sha256(data: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
  encodeBase64url(bytes: Uint8Array): string;
  /** Of base64url, without padding; may throw, or read leniently, where it is not canonical. */
  decodeBase64url(text: string): Uint8Array;
}

export const webPrimitives: Primitives = {
  sha256: async (data) => new Uint8Array(await crypto.subtle.digest("SHA-256", data)),
  encodeBase64url: (bytes) => base64url.encode(bytes),
  decodeBase64url: (text) => base64url.decode(text),
};

let inUse = webPrimitives;

export const primitives = (): Primitives => inUse;

/** From here on the statements are computed by these. Returns what puts the former ones back. */
export function usePrimitives(theirs: Primitives): () => void {
  const former = inUse;
  inUse = theirs;
  return () => {
    inUse = former;
  };
}
