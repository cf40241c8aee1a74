import { type Driver, Kysely, PostgresDialect, PostgresDriver, type PostgresPool } from "kysely";
import type { Database } from "./database.ts";
import { postgresDdl } from "./postgres-ddl.ts";
import { OwnSchemaIntrospector } from "./postgres-introspector.ts";
import { ConnectionPool, type PoolOptions } from "./postgres-pool.ts";
import type { Store } from "./store.ts";

/**
 * Opens a pool of connections to PostgreSQL. Nothing is asked of it yet: see `demandUsable`. Tables come from
 * `migrateToLatest`.
 *
 * Every transaction is READ COMMITTED: each of its statements sees what was committed before that statement, and a
 * conditional write waits for whoever holds the row and judges its condition anew. What a transaction reads and then relies on
 * without writing it is locked as it is read (`for share`, `for no key update`), users first: see docs/architecture.md.
 */
export function openPostgresStore(options: PoolOptions): Store {
  const pool = new ConnectionPool(options);
  const db = new Kysely<Database>({ dialect: new PooledPostgresDialect(pool) });
  return {
    db,
    ddl: postgresDdl,
    eraseOverwritten: async () => true,
    async close() {
      await db.destroy();
      await pool.end(); // Kysely leaves it open where no query ever ran
    },
  };
}

class PooledPostgresDialect extends PostgresDialect {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    super({ pool });
    this.#pool = pool;
  }

  override createDriver(): Driver {
    return new ForgivingDriver({ pool: this.#pool });
  }

  override createIntrospector(db: Kysely<unknown>): OwnSchemaIntrospector {
    return new OwnSchemaIntrospector(db);
  }
}

type Connection = Parameters<PostgresDriver["rollbackTransaction"]>[0];

class ForgivingDriver extends PostgresDriver {
  /** Where it cannot be said, the connection is closed and the database takes the transaction back by itself. */
  override async rollbackTransaction(connection: Connection): Promise<void> {
    await super.rollbackTransaction(connection).catch(() => {});
  }
}
