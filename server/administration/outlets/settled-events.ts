import type { Db } from "../../platform/store/database.ts";
import type { Store } from "../../platform/store/store.ts";

/**
 * Knows up to which number the log is complete. PostgreSQL gives an event its number before its transaction commits, so a higher number may be
 * seen first, and a reader that continued from it would never see the lower. A transaction locks the table before it gets a number and until it
 * ends. So, once all those have ended that held that lock when the newest event was seen, no lower number can appear any more.
 * Nobody waits for this: it reads what locks there are, and takes none.
 */
export class SettledEvents {
  readonly #writersOf: Store["writersOf"];
  #settled = 0;
  #looking: Promise<number> | undefined;
  /** An event that was seen, and the transactions that may still write lower ones. */
  #seen: { readonly newest: number; readonly writers: readonly string[] } | undefined;

  constructor(writersOf: Store["writersOf"]) {
    this.#writersOf = writersOf;
  }

  /** Looks again; all who ask meanwhile get the same answer. @returns the number up to which every event is there that ever will be */
  look(db: Db): Promise<number> {
    this.#looking ??= this.#look(db).finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #look(db: Db): Promise<number> {
    if (this.#seen !== undefined) {
      const { newest, writers } = this.#seen;
      const going = new Set(await this.#writersOf("events"));
      this.#seen = { newest, writers: writers.filter((writer) => going.has(writer)) };
      this.#settleIfQuiet();
    }
    if (this.#seen === undefined) {
      const newest = await newestEvent(db); // before the locks are read: a writer without one by then has committed, or gets a higher number
      if (newest > this.#settled) this.#seen = { newest, writers: await this.#writersOf("events") };
      this.#settleIfQuiet();
    }
    return this.#settled;
  }

  #settleIfQuiet(): void {
    if (this.#seen === undefined || this.#seen.writers.length > 0) return;
    this.#settled = this.#seen.newest;
    this.#seen = undefined;
  }
}

export async function newestEvent(db: Db): Promise<number> {
  const newest = await db.selectFrom("events").select("seq").orderBy("seq", "desc").limit(1).executeTakeFirst();
  return Number(newest?.seq ?? 0);
}
