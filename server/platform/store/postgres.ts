import { CompiledQuery, type Driver, Kysely, PostgresAdapter, PostgresDialect } from "kysely";
import type { Database } from "./database.ts";
import type { AnswersFixed, FixedAnswer, FixedText } from "./fixed-query.ts";
import type { PostgresConnection } from "./postgres-connection.ts";
import { postgresDdl } from "./postgres-ddl.ts";
import { OwnSchemaIntrospector } from "./postgres-introspector.ts";
import { openPostgresLine } from "./postgres-line.ts";
import { ConnectionPool, type PoolOptions } from "./postgres-pool.ts";
import type { Store } from "./store.ts";

/**
 * Opens a pool of connections to PostgreSQL. It sends no query yet: see `demandUsable`. Tables come from `migrateToLatest`.
 *
 * Every transaction is READ COMMITTED: each of its statements sees what was committed before that statement, and a conditional write waits
 * for the holder of the row and checks its condition anew. Rows that a transaction reads and relies on without writing them are locked as
 * they are read (`for share`, `for no key update`), users first: see docs/architecture.md.
 */
export function openPostgresStore(options: PoolOptions): Store {
  const pool = new ConnectionPool(options);
  const db = new Kysely<Database>({ dialect: new PooledPostgresDialect(pool) });
  return {
    db,
    ddl: postgresDdl,
    eraseOverwritten: async () => true,
    openLine: (hearing) => openPostgresLine(options, hearing),
    async close() {
      await db.destroy();
      await pool.end(); // Kysely leaves it open where no query ever ran
    },
  };
}

class PooledPostgresDialect extends PostgresDialect {
  readonly #pool: ConnectionPool;

  constructor(pool: ConnectionPool) {
    super({ pool: () => Promise.reject(new Error("the driver below has the pool")) });
    this.#pool = pool;
  }

  override createDriver(): Driver {
    return new PooledPostgresDriver(this.#pool);
  }

  override createAdapter(): AnsweringAdapter {
    return new AnsweringAdapter();
  }

  override createIntrospector(db: Kysely<unknown>): OwnSchemaIntrospector {
    return new OwnSchemaIntrospector(db);
  }
}

class AnsweringAdapter extends PostgresAdapter implements AnswersFixed {
  answerTo({ sql, names, isUnread }: FixedText): FixedAnswer {
    return async (asking, given) => {
      const query = CompiledQuery.raw(
        sql,
        names.map((name) => given[name]),
      );
      return (await asking.executeQuery({ ...query, isUnread } as CompiledQuery)).rows;
    };
  }
}

class PooledPostgresDriver implements Driver {
  readonly #pool: ConnectionPool;

  constructor(pool: ConnectionPool) {
    this.#pool = pool;
  }

  async init(): Promise<void> {}

  acquireConnection(): Promise<PostgresConnection> {
    return this.#pool.connect();
  }

  async beginTransaction(connection: PostgresConnection): Promise<void> {
    connection.begin();
  }

  commitTransaction(connection: PostgresConnection): Promise<void> {
    return connection.commit();
  }

  rollbackTransaction(connection: PostgresConnection): Promise<void> {
    return connection.rollBack();
  }

  async releaseConnection(connection: PostgresConnection): Promise<void> {
    connection.release();
  }

  destroy(): Promise<void> {
    return this.#pool.end();
  }
}
