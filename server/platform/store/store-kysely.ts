import { Kysely, type KyselyPlugin, type KyselyProps, TransactionBuilder } from "kysely";
import type { Database, Db, Trx } from "./database.ts";

/** Runs the work in a transaction of its own on the database that the properties say. */
type Transact = <T>(props: KyselyProps, work: (trx: Trx) => Promise<T>) => Promise<T>;

/**
 * Kysely whose transactions its store runs in its own way. Kysely goes through providers of connections and wrappers of executors for each,
 * which costs more than a short transaction on SQLite does.
 */
export class StoreKysely extends Kysely<Database> {
  readonly #props: KyselyProps;
  readonly #transact: Transact;

  constructor(props: KyselyProps, transact: Transact) {
    super(props);
    this.#props = props;
    this.#transact = transact;
  }

  override transaction(): TransactionBuilder<Database> {
    return new StoreTransaction(this.#props, this.#transact);
  }

  /** The same database, whose transactions go through that function. */
  through(wrap: (transact: Transact) => Transact): StoreKysely {
    return new StoreKysely(this.#props, wrap(this.#transact));
  }

  override withPlugin(plugin: KyselyPlugin): Db {
    return new StoreKysely({ ...this.#props, executor: this.#props.executor.withPlugin(plugin) }, this.#transact);
  }
}

class StoreTransaction extends TransactionBuilder<Database> {
  readonly #props: KyselyProps;
  readonly #transact: Transact;

  constructor(props: KyselyProps, transact: Transact) {
    super(props);
    this.#props = props;
    this.#transact = transact;
  }

  override execute<T>(work: (trx: Trx) => Promise<T>): Promise<T> {
    return this.#transact(this.#props, work);
  }
}
