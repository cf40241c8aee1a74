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
   * @param user the token's `sub`: a store that counts by it is filled by no single person
   */
  seen(key: string, expires: number, user: string): boolean | Promise<boolean>;
}

/**
 * The store has no room to remember one more proof. The request is refused, so that no older proof is forgotten: with
 * 503, or with 429 if only the person's own room is full.
 */
export class ReplayStoreFull extends Error {
  readonly whose: "all" | "user";

  constructor(whose: "all" | "user" = "all") {
    super(whose === "all" ? "the replay store is full" : "the person's share of the replay store is full");
    this.name = "ReplayStoreFull";
    this.whose = whose;
  }
}

export interface MemoryReplayStoreOptions {
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** The most proofs that it remembers. 250,000, the default, are some 2,000 requests a second and 40 MB. */
  readonly capacity?: number;
  /**
   * The most proofs that it remembers of one person. A tenth, the default, are some 200 requests a second: a client
   * with a valid token and its key can fill that much, and no other person's.
   */
  readonly perUser?: number;
}

const CAPACITY = 250_000;
/** The part of the capacity for one person, by default. */
const SHARE = 0.1;
/** Seconds between two sweeps, full or not, because a sweep walks through the whole store. */
const SWEEP_EVERY_SECONDS = 5;

/** Remembers proofs in the memory of this process, for an API that runs as one instance. They are lost when it ends. */
export class MemoryReplayStore implements ReplayStore {
  readonly #clock: () => number;
  readonly #capacity: number;
  readonly #perUser: number;
  /**
   * By user and proof, the epoch second from which it may be forgotten. A proof is for one token, and so for one user.
   */
  readonly #expires = new Map<string, Map<string, number>>();
  #size = 0;
  #sweptAt = 0;

  constructor({ clock, capacity = CAPACITY, perUser = Math.ceil(capacity * SHARE) }: MemoryReplayStoreOptions) {
    for (const [name, most] of Object.entries({ capacity, perUser }))
      if (!Number.isSafeInteger(most) || most < 1) throw new TypeError(`${name} must be a whole number of at least 1`);
    this.#clock = clock;
    this.#capacity = capacity;
    this.#perUser = perUser;
  }

  /** @throws ReplayStoreFull */
  seen(key: string, expires: number, user: string): boolean {
    this.#sweep(Math.floor(this.#clock() / 1000));
    const theirs = this.#expires.get(user) ?? new Map<string, number>();
    if (theirs.has(key)) return true;
    if (theirs.size >= this.#perUser) throw new ReplayStoreFull("user");
    if (this.#size >= this.#capacity) throw new ReplayStoreFull();
    this.#expires.set(user, theirs.set(key, expires));
    this.#size += 1;
    return false;
  }

  #sweep(now: number): void {
    // A clock that was set back may sweep again: that removes nothing that is still valid.
    if (Math.abs(now - this.#sweptAt) < SWEEP_EVERY_SECONDS) return;
    this.#sweptAt = now;
    for (const [user, theirs] of this.#expires) {
      for (const [key, expires] of theirs) if (expires <= now && theirs.delete(key)) this.#size -= 1;
      if (theirs.size === 0) this.#expires.delete(user);
    }
  }
}
