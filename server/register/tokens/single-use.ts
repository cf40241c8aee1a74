import type { Trx, WithDb } from "../../platform/store/database.ts";
import { firstSeen, wasSeen } from "./replay-store.ts";

/** Something that was sent and counts once: a proof, a statement. */
interface Mark {
  /** What it is, such as `dpop`. */
  readonly kind: string;
  /** Thumbprint of whoever made it. */
  readonly signer: string;
  readonly jti: string;
  /** Epoch milliseconds, after which it is refused for its age anyway. */
  readonly forgetAt: number;
  /** What is said where it was seen before. */
  readonly replayed: () => Error;
}

/**
 * What one request sends that counts once (threat P1). It is remembered in the very transaction that acts on it, so that it
 * costs no commit of its own; where the request is refused, and that transaction is gone, it is remembered by itself: what was
 * shown once is never taken later. Several requests at once with the same proof all get past {@link add}, and then exactly one
 * of their transactions does.
 */
export class SingleUse {
  readonly #db: WithDb["db"];
  readonly #marks: Mark[] = [];
  #toSpend: (() => Promise<void>)[] = [];
  #isKept = true;

  constructor({ db }: WithDb) {
    this.#db = db;
  }

  /** Runs what a request asks for; at its end all that it sent is remembered, whatever came of it. */
  static async during<T>(services: WithDb, run: (once: SingleUse) => Promise<T>): Promise<T> {
    const once = new SingleUse(services);
    try {
      const result = await run(once);
      await once.keep();
      return result;
    } catch (error) {
      await once.#keepWhateverCame();
      throw error;
    }
  }

  /** @throws what the mark says, where it was seen before */
  async add(mark: Mark): Promise<void> {
    if (await wasSeen(this.#db, mark.kind, mark.signer, mark.jti)) throw mark.replayed();
    this.#marks.push(mark);
    this.#isKept = false;
  }

  /**
   * Takes of somebody's budget as soon as it is certain that nothing of this was seen before: a message that comes again, be it
   * at the same moment, spends nothing of whoever made it (threat R19).
   */
  async spend(take: () => Promise<void>): Promise<void> {
    if (this.#isKept) return take();
    this.#toSpend.push(take);
  }

  /**
   * A step's transaction: with it, what was sent is remembered, first of all.
   *
   * @throws what a mark says, where another request was first; RateLimited
   */
  async transaction<T>(run: (trx: Trx) => Promise<T>): Promise<T> {
    const result = await this.#db.transaction().execute(async (trx) => {
      if (!this.#isKept) await this.#keepIn(trx);
      return run(trx);
    });
    this.#isKept = true;
    return result;
  }

  /** Now, by itself: before a request is held open. @throws what a mark says, where another request was first */
  async keep(): Promise<void> {
    if (!this.#isKept) await this.transaction(async () => {});
  }

  async #keepIn(trx: Trx): Promise<void> {
    for (const { kind, signer, jti, forgetAt, replayed } of this.#marks)
      if (!(await firstSeen(trx, kind, signer, jti, forgetAt))) throw replayed();
    await this.#spendAll();
  }

  /** What was refused costs as well: else whoever is refused for ever is held to no budget. @throws RateLimited */
  async #keepWhateverCame(): Promise<void> {
    if (this.#isKept) return;
    const isNew = await this.#db.transaction().execute(async (trx) => {
      const first: boolean[] = [];
      for (const { kind, signer, jti, forgetAt } of this.#marks)
        first.push(await firstSeen(trx, kind, signer, jti, forgetAt));
      return first.every(Boolean);
    });
    if (isNew) await this.#spendAll();
  }

  async #spendAll(): Promise<void> {
    const toSpend = this.#toSpend;
    this.#toSpend = [];
    for (const take of toSpend) await take();
  }
}
