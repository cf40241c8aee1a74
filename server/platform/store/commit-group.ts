/** Transactions that share one commit. No caller learns that its transaction is done before it is on the disk. */
export class CommitGroup {
  readonly #members: { readonly done: () => void; readonly failed: (cause: unknown) => void }[] = [];
  readonly #ended: Promise<void>;
  #end: () => void = () => {};

  constructor() {
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Resolves when the group is on the disk. Rejects where it was not committed, and then none of its changes are there. */
  join(): Promise<void> {
    return new Promise((done, failed) => this.#members.push({ done, failed }));
  }

  /** Resolves when the group was committed or given up. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** @param kept resolves when the commit is on the disk */
  committed(kept: Promise<void>): void {
    kept.then(
      () => {
        for (const { done } of this.#members) done();
      },
      (cause) => this.#fail(cause),
    );
    this.#end();
  }

  givenUp(cause: unknown): void {
    this.#fail(cause);
    this.#end();
  }

  #fail(cause: unknown): void {
    for (const { failed } of this.#members) failed(cause);
  }
}
