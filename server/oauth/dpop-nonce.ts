import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock, Random } from "../ground.ts";

const WINDOW_MS = 300_000;

/**
 * Server nonces for DPoP proofs (RFC 9449 §8). Nothing is stored: a nonce is the keyed hash of its time window. The key
 * dies with the process, and a client whose nonce is from before is given a new one.
 */
export class DpopNonces {
  readonly #key: Uint8Array;
  readonly #clock: Clock;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#key = random(32);
  }

  /** The nonce that goes out now. */
  current(): string {
    return this.#of(this.#window());
  }

  /** One of this window or the one before: it lives five to ten minutes. */
  accepts(nonce: string): boolean {
    return [this.#window(), this.#window() - 1].some((window) => equal(nonce, this.#of(window)));
  }

  #window(): number {
    return Math.floor(this.#clock() / WINDOW_MS);
  }

  #of(window: number): string {
    return createHmac("sha256", this.#key).update(`dpop-nonce:${window}`).digest("base64url");
  }
}

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
