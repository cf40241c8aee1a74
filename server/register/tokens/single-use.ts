import type { Trx, WithDb } from "../../platform/store/database.ts";
import { together } from "../../platform/store/together.ts";
import { markFirst, markOf, wasMarked } from "./seen-messages.ts";

/** A message that counts once: a proof or a statement. */
interface Mark {
  /** The kind of the message, such as `dpop`. */
  readonly kind: string;
  /** Thumbprint of the key that signed. */
  readonly signer: string;
  readonly jti: string;
  /** Epoch milliseconds, after which it is refused for its age anyway. */
  readonly forgetAt: number;
  /** Makes the error for a message that was seen before. */
  readonly replayed: () => Error;
}

/**
 * The messages of one request that count once (threat P1). They are recorded in the very transaction that acts on them, so they
 * cost no commit of their own. If the request is refused, and that transaction is rolled back, they are recorded by themselves: a
 * message that was sent once is never accepted later. Several requests at once with the same proof all get past {@link add}, and
 * then exactly one of their transactions does.
 */
export class SingleUse {
  readonly #db: WithDb["db"];
  readonly #marks: (Pick<Mark, "forgetAt" | "replayed"> & { readonly key: string })[] = [];
  #toSpend: (() => Promise<void>)[] = [];
  #isRecorded = true;

  constructor({ db }: WithDb) {
    this.#db = db;
  }

  /** Runs a request. At its end all messages that it sent are recorded, whatever the outcome. */
  static async during<T>(services: WithDb, run: (once: SingleUse) => Promise<T>): Promise<T> {
    const once = new SingleUse(services);
    try {
      const result = await run(once);
      await once.record();
      return result;
    } catch (error) {
      await once.#recordAll();
      throw error;
    }
  }

  /** Adds a message of the request. @throws the error of the mark, if the message was seen before */
  add(mark: Mark): Promise<void> {
    return this.addFor(mark, async () => {});
  }

  /**
   * Adds a message of the request once it is found what it is for.
   *
   * @throws the error of `find`: then the message is not added; that of the mark, if the message was seen before
   */
  async addFor<Found>({ kind, signer, jti, forgetAt, replayed }: Mark, find: () => Promise<Found>): Promise<Found> {
    const key = await markOf(kind, signer, jti);
    const [found, isAgain] = await together(find(), wasMarked(this.#db, key));
    if (isAgain) throw replayed();
    this.#marks.push({ key, forgetAt, replayed });
    this.#isRecorded = false;
    return found;
  }

  /**
   * Spends from a budget as soon as it is certain that no message of the request was seen before. A message that comes again,
   * even at the same moment, uses up nothing of its signer (threat R19).
   */
  async spend(take: () => Promise<void>): Promise<void> {
    if (this.#isRecorded) return take();
    this.#toSpend.push(take);
  }

  /**
   * Runs a step's transaction, which first records the messages of the request. What the step asks first goes together with that, so a
   * step that changes anything but the database does so after its transaction.
   *
   * @throws the error of a mark, if another request was first; RateLimited
   */
  async transaction<T>(run: (trx: Trx) => Promise<T>): Promise<T> {
    const result = await this.#db.transaction().execute(async (trx) => {
      if (this.#isRecorded) return run(trx);
      const [, done] = await together(this.#recordIn(trx), run(trx));
      return done;
    });
    this.#isRecorded = true;
    return result;
  }

  /** Records the messages now, by themselves, before a request is held open. @throws the error of a mark, if another request was first */
  async record(): Promise<void> {
    if (!this.#isRecorded) await this.transaction(async () => {});
  }

  async #recordIn(trx: Trx): Promise<void> {
    const first = await this.#markAll(trx);
    for (const [at, { replayed }] of this.#marks.entries()) if (!first[at]) throw replayed();
    await this.#spendAll();
  }

  /** A refused request costs as well: otherwise a client that is refused forever is held to no budget. @throws RateLimited */
  async #recordAll(): Promise<void> {
    if (this.#isRecorded) return;
    const first = await this.#db.transaction().execute((trx) => this.#markAll(trx));
    if (first.every(Boolean)) await this.#spendAll();
  }

  #markAll(trx: Trx): Promise<readonly boolean[]> {
    return together(...this.#marks.map(({ key, forgetAt }) => markFirst(trx, key, forgetAt)));
  }

  async #spendAll(): Promise<void> {
    const toSpend = this.#toSpend;
    this.#toSpend = [];
    for (const take of toSpend) await take();
  }
}
