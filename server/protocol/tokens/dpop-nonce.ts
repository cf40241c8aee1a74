import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock, Random } from "../../platform/surroundings.ts";

const WINDOW_MS = 300_000;
/** This window, the one before, and a little for a clock that is set. */
const MOST_CACHED = 8;

/**
 * Server nonces for DPoP proofs (RFC 9449 §8). Nothing is stored: a nonce is the keyed hash of its time window. The key
 * dies with the process, and a client whose nonce is from before is given a new one.
 */
export class DpopNonces {
  readonly #key: Uint8Array;
  readonly #clock: Clock;
  /** The nonces of the latest windows. */
  readonly #cached = new Map<number, string>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#key = random(32);
  }

  /** The nonce that goes out now. */
  current(): string {
    return this.#of(this.#window());
  }

  /** Accepts a nonce of this window or the one before, so that a nonce lives five to ten minutes. */
  accepts(nonce: string): boolean {
    return [this.#window(), this.#window() - 1].some((window) => equal(nonce, this.#of(window)));
  }

  #window(): number {
    return Math.floor(this.#clock() / WINDOW_MS);
  }

  #of(window: number): string {
    const cached = this.#cached.get(window);
    if (cached !== undefined) return cached;
    if (this.#cached.size >= MOST_CACHED) this.#cached.clear();
    const made = createHmac("sha256", this.#key).update(`dpop-nonce:${window}`).digest("base64url");
    this.#cached.set(window, made);
    return made;
  }
}

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export interface WithDpopNonces {
  readonly dpopNonces: DpopNonces;
}
