/**
 * Remembers each DPoP proof that was accepted until its own time refuses it (RFC 9449 §11.1): two minutes or three.
 *
 * An API that runs as several instances gives them one store, or a proof is good once at each of them. `seen` is one
 * atomic step there; a read followed by a write lets two requests through at once:
 *
 *     Redis  SET nearside:proof:<key> 1 NX EXAT <expires>                 → nil means true (it was seen)
 *     SQL    INSERT INTO proofs (key, expires) VALUES (?, ?) ON CONFLICT DO NOTHING
 *                                                                         → no row inserted means true (it was seen);
 *            and now and then DELETE FROM proofs WHERE expires < <now>, key being the primary key
 */
export interface ReplayStore {
  /**
   * Remembers the key and tells whether it was remembered already. Throwing refuses the request with 503.
   *
   * @param key 43 characters of base64url: a hash of the proof's key and `jti`
   * @param expires seconds since the epoch; from then on it may be forgotten, never before
   */
  seen(key: string, expires: number): boolean | Promise<boolean>;
}

/** No room to remember one more proof, so that the request is refused (503) rather than an older proof forgotten. */
export class ReplayStoreFull extends Error {
  constructor() {
    super("the replay store is full");
    this.name = "ReplayStoreFull";
  }
}

export interface MemoryReplayStoreOptions {
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /**
   * How many proofs it remembers at most. 250,000, the default, are some 2,000 requests a second and 40 MB. Only whoever
   * holds a good token and its key can fill it.
   */
  readonly capacity?: number;
}

const CAPACITY = 250_000;
/** Between two sweeps, full or not: a sweep walks through all of it. */
const SWEEP_EVERY_SECONDS = 5;

/** In the memory of this process: for an API that runs as one instance. What it knew is lost when it ends. */
export class MemoryReplayStore implements ReplayStore {
  readonly #clock: () => number;
  readonly #capacity: number;
  /** By key, the second from which it may be forgotten. */
  readonly #expires = new Map<string, number>();
  #sweptAt = 0;

  constructor({ clock, capacity = CAPACITY }: MemoryReplayStoreOptions) {
    if (!Number.isSafeInteger(capacity) || capacity < 1)
      throw new TypeError("capacity: give a whole number, at least 1");
    this.#clock = clock;
    this.#capacity = capacity;
  }

  /** @throws ReplayStoreFull */
  seen(key: string, expires: number): boolean {
    this.#sweep(Math.floor(this.#clock() / 1000));
    if (this.#expires.has(key)) return true;
    if (this.#expires.size >= this.#capacity) throw new ReplayStoreFull();
    this.#expires.set(key, expires);
    return false;
  }

  #sweep(now: number): void {
    // A clock that was set back may sweep again: nothing that is still good goes by that.
    if (Math.abs(now - this.#sweptAt) < SWEEP_EVERY_SECONDS) return;
    this.#sweptAt = now;
    for (const [key, expires] of this.#expires) if (expires <= now) this.#expires.delete(key);
  }
}
