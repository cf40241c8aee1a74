/** What was read of the issuer last, and when it may be read again. */
export class HeldDocument<T> {
  readonly #read: () => Promise<T>;
  readonly #clock: () => number;
  #held: { readonly value: T; readonly at: number } | undefined;
  #triedAt: number | undefined;
  #failure: unknown;
  #pending: Promise<void> | undefined;

  /** @param clock epoch milliseconds */
  constructor(read: () => Promise<T>, clock: () => number) {
    this.#read = read;
    this.#clock = clock;
  }

  /** Why the last try failed; undefined where it did not. */
  get failure(): unknown {
    return this.#failure;
  }

  /**
   * What is held, and its age in seconds. A clock that was set back leaves nothing to be held, until it was read again.
   */
  get held(): { readonly value: T; readonly age: number } | undefined {
    const age = this.#held === undefined ? undefined : this.#now() - this.#held.at;
    return this.#held === undefined || age === undefined || age < 0 ? undefined : { value: this.#held.value, age };
  }

  /**
   * One read at a time, for all who wait; a failure leaves what is held as it is, and is told by `failure`.
   *
   * @param pause seconds: if the last try is no longer ago, there is none
   */
  readAgain(pause: number): Promise<void> {
    if (this.#pending !== undefined) return this.#pending;
    const since = this.#triedAt === undefined ? undefined : this.#now() - this.#triedAt;
    if (since !== undefined && since >= 0 && since < pause) return Promise.resolve();
    this.#triedAt = this.#now();
    this.#pending = this.#read()
      .then(
        (value) => {
          this.#held = { value, at: this.#now() };
          this.#failure = undefined;
        },
        (error: unknown) => {
          this.#failure = error ?? new Error("it could not be read");
        },
      )
      .finally(() => {
        this.#pending = undefined;
      });
    return this.#pending;
  }

  #now(): number {
    return this.#clock() / 1000;
  }
}
