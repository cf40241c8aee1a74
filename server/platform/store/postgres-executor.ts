import { DefaultQueryExecutor, type DialectAdapter, type KyselyPlugin, type QueryCompiler } from "kysely";
import type { PostgresConnection } from "./postgres-connection.ts";
import type { ConnectionPool } from "./postgres-pool.ts";

interface Parts {
  readonly pool: ConnectionPool;
  readonly adapter: DialectAdapter;
  readonly compiler: QueryCompiler;
  readonly transaction?: PostgresTransaction;
}

/** A transaction, which has its connection until it is over. */
class PostgresTransaction {
  readonly #connection: PostgresConnection;
  isOver = false;

  constructor(connection: PostgresConnection) {
    this.#connection = connection;
  }

  /** @throws if the transaction is over: what is asked later would not belong to it */
  get connection(): PostgresConnection {
    if (this.isOver) throw new Error("the transaction is over");
    return this.#connection;
  }
}

/** Kysely's executor, which knows the connection of its transaction: a fixed query does not go through providers of connections. */
export class PostgresExecutor extends DefaultQueryExecutor {
  readonly #parts: Parts;

  constructor(parts: Parts, plugins: readonly KyselyPlugin[] = []) {
    const { adapter, compiler, pool, transaction } = parts;
    const provideConnection = async <T>(consume: (connection: PostgresConnection) => Promise<T>): Promise<T> =>
      transaction === undefined ? pool.use(consume) : consume(transaction.connection);
    super(compiler, adapter, { provideConnection }, [...plugins]);
    this.#parts = parts;
  }

  /** The connection of the transaction; undefined outside of a transaction. */
  get connection(): PostgresConnection | undefined {
    return this.#parts.transaction?.connection;
  }

  /** Runs the work in a transaction of its own, with an executor for it. */
  transact<T>(work: (executor: PostgresExecutor) => Promise<T>): Promise<T> {
    return this.#parts.pool.use(async (connection) => {
      const transaction = new PostgresTransaction(connection);
      connection.begin();
      try {
        const result = await work(new PostgresExecutor({ ...this.#parts, transaction }, this.plugins));
        await connection.commit();
        return result;
      } catch (error) {
        await connection.rollBack();
        throw error;
      } finally {
        transaction.isOver = true;
      }
    });
  }

  override withPlugin(plugin: KyselyPlugin): PostgresExecutor {
    return new PostgresExecutor(this.#parts, [...this.plugins, plugin]);
  }

  override withPluginAtFront(plugin: KyselyPlugin): PostgresExecutor {
    return new PostgresExecutor(this.#parts, [plugin, ...this.plugins]);
  }

  override withoutPlugins(): PostgresExecutor {
    return new PostgresExecutor(this.#parts);
  }
}
