import { type Dialect, type Driver, PostgresAdapter, sql, Transaction } from "kysely";
import type { Database, Db } from "./database.ts";
import type { AnswersFixed, FixedAnswer, FixedText } from "./fixed-query.ts";
import { NamingQueryCompiler } from "./naming-compiler.ts";
import type { PostgresConnection } from "./postgres-connection.ts";
import { postgresDdl } from "./postgres-ddl.ts";
import { PostgresExecutor } from "./postgres-executor.ts";
import { openPostgresLine } from "./postgres-line.ts";
import { ConnectionPool, type PoolOptions } from "./postgres-pool.ts";
import { ReadTurns } from "./read-turns.ts";
import type { Store } from "./store.ts";
import { StoreKysely } from "./store-kysely.ts";
import { TABLES_OF_OWN_SCHEMA, TableNames } from "./table-names.ts";

/** Connections for what may read much, beside the others: so many queries of that kind run at a time. */
const READERS = 2;

/**
 * Opens a pool of connections to PostgreSQL. It sends no query yet: see `demandUsable`. Tables come from `migrateToLatest`.
 *
 * Every transaction is READ COMMITTED: each of its statements sees what was committed before that statement, and a conditional write waits
 * for the holder of the row and checks its condition again. Rows that a transaction reads and relies on without writing them are locked as
 * they are read (`for share`, `for no key update`), users first: see docs/architecture.md.
 */
export function openPostgresStore(options: PoolOptions): Store {
  const pool = new ConnectionPool(options);
  const compiler = new NamingQueryCompiler();
  const db = kyselyOn(pool, compiler);
  const readTurns = new ReadTurns();
  const readers = new ConnectionPool({ ...options, connections: READERS, readTurns });
  return {
    db,
    reads: kyselyOn(readers, compiler),
    readTurns,
    ddl: postgresDdl,
    learnColumns: () => compiler.learn(db),
    eraseOverwritten: async () => true,
    connections: () => pool.connections,
    writersOf: (table) => writersOf(db, table),
    openLine: (hearing) => openPostgresLine(options, hearing),
    async close() {
      await db.destroy();
      await readers.end();
      await pool.end(); // Kysely leaves it open where no query ever ran
    },
  };
}

/** PostgreSQL holds the lock of a table that is written until the transaction is over, and releases it when others see what it wrote. */
async function writersOf(db: Db, table: string): Promise<readonly string[]> {
  const { rows } = await sql<{ virtualtransaction: string }>`
    select virtualtransaction from pg_locks
    where locktype = 'relation' and mode = 'RowExclusiveLock' and granted
      and database = (select oid from pg_database where datname = current_database())
      and relation = ${table}::regclass`.execute(db);
  return rows.map(({ virtualtransaction }) => virtualtransaction);
}

function kyselyOn(pool: ConnectionPool, compiler: NamingQueryCompiler): Db {
  const driver = new PooledDriver(pool);
  const adapter = new AnsweringAdapter(pool, compiler);
  const dialect: Dialect = {
    createDriver: () => driver,
    createAdapter: () => adapter,
    createQueryCompiler: () => compiler,
    createIntrospector: (db) => new TableNames(db, TABLES_OF_OWN_SCHEMA),
  };
  const executor = new PostgresExecutor({ pool, adapter, compiler });
  return new StoreKysely({ config: { dialect }, dialect, driver, executor }, (props, work) => {
    const outside = props.executor instanceof PostgresExecutor ? props.executor : executor;
    return outside.transact((within) => work(new Transaction<Database>({ ...props, executor: within })));
  });
}

class AnsweringAdapter extends PostgresAdapter implements AnswersFixed {
  readonly hasRowLocks = true;
  readonly hasTrigramTable = false;
  /** It knows the columns of its database. */
  readonly writer: NamingQueryCompiler;
  readonly #pool: ConnectionPool;

  constructor(pool: ConnectionPool, writer: NamingQueryCompiler) {
    super();
    this.#pool = pool;
    this.writer = writer;
  }

  /** `Ddl.alone` has a lock of its own, which ends with the transaction. */
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}

  answerTo({ sql, names, kind }: FixedText): FixedAnswer {
    return async (asking, given) => {
      const values = names.map((name) => given[name]);
      if (!(asking instanceof PostgresExecutor))
        return asking.provideConnection(async (one) => (await (one as PostgresConnection).ask(sql, values)).rows);
      const { connection } = asking;
      if (connection === undefined) {
        if (kind === "read") return this.#pool.read(sql, values);
        return this.#pool.use(async (one) => (await one.ask(sql, values)).rows);
      }
      if (kind !== "unread") return (await connection.ask(sql, values)).rows;
      connection.later(sql, values);
      return [];
    };
  }
}

/** For Kysely's `connection()`, on which its migrator begins a transaction. */
class PooledDriver implements Driver {
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
