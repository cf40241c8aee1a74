import { decodeBase64url, encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { Refused } from "@nearside/shared/refused.ts";
import type { CryptoKey } from "jose";

const WINDOW_MS = 300_000;
/** Clocks of instances that share the secret may differ by this much. */
const CLOCKS_DIFFER_MS = 60_000;
const HMAC = { name: "HMAC", hash: "SHA-256" };
export const NONCE_SECRET_BYTES = 32;

/**
 * Nonces that this API demands in DPoP proofs (RFC 9449 §9), so that no proof can be made in advance. Nothing is
 * stored: a nonce is the keyed hash of its time window, and lives five to ten minutes.
 */
export class ProofNonces {
  readonly #secret: Uint8Array<ArrayBuffer>;
  readonly #clock: () => number;
  #key: Promise<CryptoKey> | undefined;

  /**
   * @param secret at least 32 random bytes, the same for all instances of the API
   * @param clock epoch milliseconds
   */
  constructor(secret: Uint8Array, clock: () => number) {
    if (secret.length < NONCE_SECRET_BYTES) throw new TypeError("nonceSecret must have at least 32 random bytes");
    this.#secret = new Uint8Array(secret);
    this.#clock = clock;
  }

  /** The nonce of the current window. */
  async current(): Promise<string> {
    const text = textOf(windowAt(this.#clock()));
    return encodeBase64url(new Uint8Array(await crypto.subtle.sign(HMAC.name, await this.#importedKey(), text)));
  }

  /**
   * True for a nonce of this window or the one before, or of the next, if another instance's clock is already there.
   */
  async accepts(nonce: string | undefined): Promise<boolean> {
    const signature = bytesOf(nonce);
    if (signature === undefined) return false;
    const key = await this.#importedKey();
    const now = this.#clock();
    for (const window of new Set([windowAt(now), windowAt(now) - 1, windowAt(now + CLOCKS_DIFFER_MS)])) {
      // this comparison takes constant time
      if (await crypto.subtle.verify(HMAC.name, key, signature, textOf(window))) return true;
    }
    return false;
  }

  #importedKey(): Promise<CryptoKey> {
    this.#key ??= crypto.subtle.importKey("raw", this.#secret, HMAC, false, ["sign", "verify"]);
    return this.#key;
  }
}

const windowAt = (ms: number): number => Math.floor(ms / WINDOW_MS);
const textOf = (window: number): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(`nearside/resource/dpop-nonce:${window}`);

function bytesOf(nonce: string | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (nonce === undefined) return undefined;
  try {
    return decodeBase64url(nonce, "nonce");
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
