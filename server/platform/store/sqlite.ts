import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { type Dialect, type SelectModifierNode, SqliteAdapter, SqliteQueryCompiler, Transaction } from "kysely";
import { Checkpoints } from "./checkpoints.ts";
import { claimFolder, DATABASE_FILE, preparePrivateFile } from "./data-folder.ts";
import type { Database, Db } from "./database.ts";
import { DiskRoom } from "./disk-room.ts";
import { DiskSync } from "./disk-sync.ts";
import type { AnswersFixed, FixedAnswer, FixedText } from "./fixed-query.ts";
import { openNoLine } from "./line.ts";
import { ReadTurns } from "./read-turns.ts";
import { SqliteConnection } from "./sqlite-connection.ts";
import { sqliteDdl } from "./sqlite-ddl.ts";
import { type Lease, leaseOf, NodeSqliteDriver } from "./sqlite-driver.ts";
import { SqliteExecutor } from "./sqlite-executor.ts";
import { SqliteReader } from "./sqlite-reader.ts";
import { readsOf } from "./sqlite-reads.ts";
import type { Store } from "./store.ts";
import { StoreKysely } from "./store-kysely.ts";
import { TABLES_OF_FILE, TableNames } from "./table-names.ts";

/** The longest wait of a statement for another process, such as a `sqlite3` shell, in milliseconds. It blocks the server meanwhile. */
const BUSY_TIMEOUT_MS = 2000;

/**
 * Opens the embedded database in that folder, and makes both if they are missing. One process at a time holds it. Tables come from
 * `migrateToLatest`. Closing it empties the write-ahead log into the database and frees the folder.
 *
 * @param onUnkept called when the log could not be put into the database, for the first time since that worked
 * @throws DataFolderError where the folder cannot be used, above all where another server uses it; DiskFull
 */
export function openSqliteStore(folder: string, onUnkept: (error: unknown) => void = () => {}): Store {
  const claim = claimFolder(folder);
  const room = new DiskRoom(folder);
  try {
    room.open();
    const path = preparePrivateFile(folder, DATABASE_FILE);
    const database = openDatabase(path);
    const log = openSync(`${path}-wal`, "r+"); // the same file until the database is closed
    const connection = new SqliteConnection(database);
    const disk = new DiskSync(log);
    const reader = new SqliteReader(path);
    const driver = new NodeSqliteDriver(connection, disk, room, new Checkpoints(path), reader, onUnkept);
    const db = kyselyOn(driver);
    const readTurns = new ReadTurns();
    return {
      db,
      reads: readsOf(reader, disk, readTurns),
      readTurns,
      ddl: sqliteDdl,
      learnColumns: async () => {}, // a newer server never changes a table under this one
      connections: () => undefined,
      writersOf: async () => [],
      openLine: openNoLine, // this process has the folder for itself
      eraseOverwritten: () => driver.emptyLog(),
      async close() {
        try {
          await db.destroy();
        } finally {
          closeSync(log);
          claim.release();
        }
      },
    };
  } catch (error) {
    claim.release();
    throw room.judge(error);
  }
}

function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, {
    timeout: BUSY_TIMEOUT_MS,
    defensive: true,
    enableForeignKeyConstraints: true,
  });
  try {
    database.exec("pragma journal_mode = wal");
    // The log is always whole, and it is synced before it goes into the database. That each commit is on the disk before any caller learns
    // of it, the driver sees to: SQLite would hold the event loop meanwhile.
    database.exec("pragma synchronous = normal");
    database.exec("pragma wal_autocheckpoint = 0"); // the same holds for checkpoints
    // so that REPLACE cannot slip past the triggers that keep a table append-only
    database.exec("pragma recursive_triggers = on");
    database.exec("pragma trusted_schema = off");
    // Overwritten and deleted content is zeroed, and does not stay in free space: keys that were given up, and texts that people sent.
    database.exec("pragma secure_delete = on");
    // A savepoint's journal is for this process alone, and lost with it, so no file is written for each group.
    database.exec("pragma temp_store = memory");
    database.exec("select name from sqlite_schema"); // the file of the log is made by the first who reads
    demand(database, "journal_mode", "wal");
    demand(database, "synchronous", 1);
    demand(database, "wal_autocheckpoint", 0);
    demand(database, "foreign_keys", 1);
    demand(database, "secure_delete", 1);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLite reports no error for a pragma that had no effect. */
function demand(database: DatabaseSync, pragma: string, wanted: string | number): void {
  const found = database.prepare(`pragma ${pragma}`).get()?.[pragma];
  if (found !== wanted) throw new Error(`SQLite does not keep ${pragma} = ${wanted} on this file system`);
}

function kyselyOn(driver: NodeSqliteDriver): Db {
  const adapter = new NodeSqliteAdapter(driver);
  const compiler = new LocklessQueryCompiler();
  const dialect: Dialect = {
    createDriver: () => driver,
    createAdapter: () => adapter,
    createQueryCompiler: () => compiler,
    createIntrospector: (db) => new TableNames(db, TABLES_OF_FILE),
  };
  const executor = new SqliteExecutor({ driver, adapter, compiler });
  return new StoreKysely({ config: { dialect }, dialect, driver, executor }, (props, work) => {
    const outside = props.executor instanceof SqliteExecutor ? props.executor : executor;
    const within = (lease: Lease) => new Transaction<Database>({ ...props, executor: outside.within(lease) });
    return driver.transact((lease) => work(within(lease)), outside.lease);
  });
}

/**
 * Leaves out `for share`, `for no key update` and the like: SQLite has no row locks. Its transactions run one after the other (see
 * `NodeSqliteDriver`), so each holds every lock.
 */
class LocklessQueryCompiler extends SqliteQueryCompiler {
  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (node.modifier === undefined || !LOCKS.has(node.modifier)) super.visitSelectModifier(node);
  }
}

const LOCKS = new Set(["ForUpdate", "ForNoKeyUpdate", "ForShare", "ForKeyShare"]);

class NodeSqliteAdapter extends SqliteAdapter implements AnswersFixed {
  readonly writer = LocklessQueryCompiler;
  readonly hasRowLocks = false;
  readonly hasTrigramTable = true;
  readonly #driver: NodeSqliteDriver;

  constructor(driver: NodeSqliteDriver) {
    super();
    this.#driver = driver;
  }

  answerTo(query: FixedText): FixedAnswer {
    const answerOn = this.#driver.fix(query);
    return (asking, given) =>
      asking instanceof SqliteExecutor
        ? answerOn(asking.lease, given)
        : asking.provideConnection((connection) => answerOn(leaseOf(connection), given));
  }

  /** The driver gives turns on the one connection. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }

  /** Migrations run in one transaction: a server killed between two tables starts again as if none had been made. */
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}
