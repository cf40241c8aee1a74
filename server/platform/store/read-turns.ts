import { AsyncLocalStorage } from "node:async_hooks";
import { TooManyReads } from "./reads.ts";

export interface WithReadTurns {
  readonly readTurns: ReadTurns;
}

/** The longest wait for the queries of the same person. Milliseconds. */
const MOST_WAIT_MS = 10_000;
/** The most queries of one person that wait. A later one has to be asked again. */
const MOST_WAITING = 64;

/**
 * Lets one query of each person run at a time. Somebody who searches without pause, in many tabs, has one query before those of the
 * others, and not all of them.
 */
export class ReadTurns {
  readonly #whose = new AsyncLocalStorage<string>();
  /** The queries that wait behind the query of a person that is under way. */
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Does the work for that person: its queries take turns. */
  as<T>(person: string, work: () => T): T {
    return this.#whose.run(person, work);
  }

  /** Asks when it is the query's turn; at once where nobody is known to ask. @throws TooManyReads */
  async have<T>(ask: () => Promise<T>): Promise<T> {
    const whose = this.#whose.getStore();
    if (whose === undefined) return ask();
    await this.#turnOf(whose);
    try {
      return await ask();
    } finally {
      const next = this.#waiting.get(whose)?.shift();
      if (next === undefined) this.#waiting.delete(whose);
      else next();
    }
  }

  async #turnOf(whose: string): Promise<void> {
    const waiting = this.#waiting.get(whose);
    if (waiting === undefined) {
      this.#waiting.set(whose, []);
      return;
    }
    if (waiting.length >= MOST_WAITING) throw tooMany();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    waiting.push(resolve);
    const late = setTimeout(() => {
      waiting.splice(waiting.indexOf(resolve), 1);
      reject(tooMany());
    }, MOST_WAIT_MS);
    try {
      await promise;
    } finally {
      clearTimeout(late);
    }
  }
}

const tooMany = (): TooManyReads => new TooManyReads(new Error("too many reads of one person wait for their turn"));
