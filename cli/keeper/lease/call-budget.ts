/**
 * The calls that are left of a lease. The keeper counts its own, and the server tells of all of them. The server may tell of a call before its answer
 * to that very call is here, so neither number is taken from the other: the smaller one holds.
 */
export class CallBudget {
  readonly #calls: number | undefined;
  #counted = 0;
  #toldLeft = Number.POSITIVE_INFINITY;

  /** @param calls of the lease; undefined if it counts none */
  constructor(calls: number | undefined) {
    this.#calls = calls;
  }

  /** Null for a lease that counts no calls. */
  get left(): number | null {
    if (this.#calls === undefined) return null;
    return Math.max(0, Math.min(this.#toldLeft, this.#calls - this.#counted));
  }

  /** One more call of this keeper was counted by the server. */
  count(): void {
    this.#counted += 1;
  }

  /** The server said how many are left. */
  told(left: number | null): void {
    if (left !== null) this.#toldLeft = Math.min(this.#toldLeft, left);
  }
}
