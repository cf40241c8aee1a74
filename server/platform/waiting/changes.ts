/**
 * Waiters of one subject: its command line, its pages, its extension. Somebody who has only the link to an enrolment may wait for it too,
 * and must not take the places of everybody else.
 */
const MOST_OF_ONE_SUBJECT = 8;

/** The other processes of this server, which are told what changed here. */
export interface Others {
  tell(subject: string): void;
}

/** The things that a process keeps of the database or looks at in rounds, and reads again when another one has changed them. */
type Kept = "archive" | "authenticators" | "signing_keys";

/**
 * Wakes requests that wait for a login or an enrolment to change, in this process and the others, and whatever keeps something of the
 * database. The state itself is in the database, and a woken request reads it there. A missed wake-up costs a poll, never a decision.
 */
export class Changes {
  readonly #heldBy = new Map<string, number>();
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #heeding = new Map<string, () => void>();
  #held = 0;
  readonly #most: number;
  readonly #others: Others | undefined;

  /**
   * @param most waiters at a time (protocol §4.6); beyond it nobody waits, and everybody is answered at once
   * @param others undefined without others
   */
  constructor(most: number, others?: Others) {
    this.#most = most;
    this.#others = others;
  }

  /** Waiters now. */
  get held(): number {
    return this.#held;
  }

  /** Wakes the waiters of a subject that has changed, here and in the other processes. Call it after the commit. */
  announce(subject: string): void {
    this.hear(subject);
    this.#others?.tell(subject);
  }

  /** Another process has changed that subject. */
  hear(subject: string): void {
    for (const wake of this.#waiting.get(subject) ?? []) wake();
    this.#heeding.get(subject)?.();
  }

  /** Others may have changed anything. */
  hearAll(): void {
    for (const subject of [...this.#waiting.keys(), ...this.#heeding.keys()]) this.hear(subject);
  }

  /** From now on calls that function whenever this process or another one has changed what is kept. */
  heed(kept: Kept, look: () => void): void {
    this.#heeding.set(kept, look);
  }

  /**
   * Listens from now on; `next` resolves once the subject was announced or the signal aborted. Listen first, read the state next, wait
   * last: so no change falls in between. Undefined where too many wait already, in all or by one holder.
   */
  listen(subject: string, signal: AbortSignal, holders: readonly Holder[] = []): Place | undefined {
    const wakers = this.#waiting.get(subject) ?? new Set();
    if (this.#held >= this.#most || wakers.size >= MOST_OF_ONE_SUBJECT) return undefined;
    if (holders.some(({ name, most }) => this.#countOf(name) >= most)) return undefined;
    this.#held += 1;
    for (const { name } of holders) this.#count(name, 1);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.set(subject, wakers.add(resolve));
    signal.addEventListener("abort", () => resolve(), { once: true });
    if (signal.aborted) resolve();
    const stop = () => {
      if (!wakers.delete(resolve)) return;
      this.#held -= 1;
      for (const { name } of holders) this.#count(name, -1);
      if (wakers.size === 0 && this.#waiting.get(subject) === wakers) this.#waiting.delete(subject);
    };
    return { next: promise, stop };
  }

  readonly #countOf = (holder: string): number => this.#heldBy.get(holder) ?? 0;

  #count(holder: string, change: 1 | -1): void {
    const held = this.#countOf(holder) + change;
    if (held === 0) this.#heldBy.delete(holder);
    else this.#heldBy.set(holder, held);
  }
}

/** The owner of waiting places, who may not take those of everybody else. */
export interface Holder {
  readonly name: string;
  /** The most places at a time. */
  readonly most: number;
}

interface Place {
  readonly next: Promise<void>;
  /** Frees the place. Call it in `finally`. */
  stop(): void;
}

export interface WithChanges {
  readonly changes: Changes;
}
