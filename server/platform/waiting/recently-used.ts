/** Holds at most so many values by name: those that were used last. */
export class RecentlyUsed<Value> {
  readonly #most: number;
  /** Ordered by last use. */
  readonly #values = new Map<string, Value>();

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#values.size;
  }

  /** Returns the value and counts as a use. */
  get(name: string): Value | undefined {
    const value = this.#values.get(name);
    if (value === undefined) return undefined;
    this.#values.delete(name);
    this.#values.set(name, value);
    return value;
  }

  /** Adds a value that is not held yet. */
  add(name: string, value: Value): void {
    const [oldest] = this.#values.keys();
    if (this.#values.size >= this.#most && oldest !== undefined) this.#values.delete(oldest);
    this.#values.set(name, value);
  }
}
