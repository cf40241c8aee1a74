/** A document of the issuer as it was read last, and the time before which it is not read again. */
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

  /** The error of the last try; undefined if it succeeded. */
  get failure(): unknown {
    return this.#failure;
  }

  /** The document, and its age in seconds. After a clock was set back it is missing until it was read again. */
  get held(): { readonly value: T; readonly age: number } | undefined {
    const age = this.#held === undefined ? undefined : this.#now() - this.#held.at;
    return this.#held === undefined || age === undefined || age < 0 ? undefined : { value: this.#held.value, age };
  }

  /**
   * Reads the document once for all callers that wait. A failure leaves the document as it is, and `failure` has the
   * error.
   *
   * @param pause seconds after the last try within which there is no other
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
