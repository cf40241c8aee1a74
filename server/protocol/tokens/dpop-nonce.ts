import type { ServerSecrets } from "../../platform/keys/server-secrets.ts";
import type { Clock } from "../../platform/surroundings.ts";

const WINDOW_MS = 300_000;

/**
 * Server nonces for DPoP proofs (RFC 9449 §8). Nothing is stored: a nonce is the keyed hash of its time window, by a secret that all
 * processes of this server share. So each accepts what another one gave out, also after a restart.
 */
export class DpopNonces {
  readonly #clock: Clock;
  readonly #secrets: ServerSecrets;

  constructor(clock: Clock, secrets: ServerSecrets) {
    this.#clock = clock;
    this.#secrets = secrets;
  }

  /** The nonce that goes out now. */
  current(): string {
    return this.#secrets.hash("dpop_nonce", String(this.#window()));
  }

  /**
   * Accepts a nonce of this window or the one before, so that a nonce lives five to ten minutes; and one of the next window, because the
   * clock of another process may be a little ahead.
   */
  accepts(nonce: string): boolean {
    const now = this.#window();
    return [now, now - 1, now + 1].some((window) => this.#secrets.isHash("dpop_nonce", String(window), nonce));
  }

  #window(): number {
    return Math.floor(this.#clock() / WINDOW_MS);
  }
}

export interface WithDpopNonces {
  readonly dpopNonces: DpopNonces;
}
