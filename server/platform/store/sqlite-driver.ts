import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from "kysely";
import type { CheckpointMode, Checkpoints } from "./checkpoints.ts";
import { CommitGroup } from "./commit-group.ts";
import type { DiskRoom } from "./disk-room.ts";
import type { DiskSync } from "./disk-sync.ts";
import type { FixedText, FixedValue } from "./fixed-query.ts";
import type { SqliteConnection } from "./sqlite-connection.ts";
import type { SqliteReader } from "./sqlite-reader.ts";

/** Pages in the log from which on it is put into the database: 16 MB. Until then a page that changes often is written there once. */
const MOST_PAGES_IN_LOG = 4000;
/** The files are looked after when so many groups were committed. */
const GROUPS_PER_LOOK = 16;

/**
 * Kysely's driver for the one connection. Transactions run one after the other. Those that come within the same turn of the event loop
 * share one BEGIN and one COMMIT, and all but the first of them have a savepoint: one that fails takes none of the others along. Queries
 * outside of any transaction wait while a group is open, so that nobody ever sees uncommitted data.
 *
 * COMMIT leaves it to the system when the log is written. The disk is asked to keep it beside the event loop (`DiskSync`), and nobody hears
 * anything before it has: no member of the group, and nobody who has read since, in a later transaction that failed or outside of any. The
 * next group begins meanwhile.
 */
export class NodeSqliteDriver implements Driver {
  readonly #connection: SqliteConnection;
  readonly #disk: DiskSync;
  readonly #room: DiskRoom;
  readonly #checkpoints: Checkpoints;
  readonly #reader: SqliteReader;
  readonly #onUnkept: (error: unknown) => void;
  readonly #turns = new Turns();
  #group: CommitGroup | undefined;
  #groups = 0;
  #shortening: Promise<void> | undefined;
  #isLogStuck = false;
  /** True when no checkpoint may begin any more. */
  #isClosing = false;

  /** @param onUnkept called when the log could not be put into the database, for the first time since that worked */
  constructor(
    connection: SqliteConnection,
    disk: DiskSync,
    room: DiskRoom,
    checkpoints: Checkpoints,
    reader: SqliteReader,
    onUnkept: (error: unknown) => void,
  ) {
    this.#connection = connection;
    this.#disk = disk;
    this.#room = room;
    this.#checkpoints = checkpoints;
    this.#reader = reader;
    this.#onUnkept = onUnkept;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Lease> {
    return new Lease(this);
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#isClosing = true;
    await this.#reader.end();
    await this.#checkpoints.ended();
    await this.#group?.ended;
    await this.#turns.take();
    await this.#disk.pending?.catch(() => {}); // its members have been told
    this.#connection.close();
  }

  // Kysely's migrator begins its transaction on a connection that it holds.

  async beginTransaction(lease: DatabaseConnection): Promise<void> {
    await this.begin(leaseOf(lease));
  }

  async commitTransaction(lease: DatabaseConnection): Promise<void> {
    await this.commit(leaseOf(lease));
  }

  async rollbackTransaction(lease: DatabaseConnection): Promise<void> {
    this.rollBack(leaseOf(lease));
    await this.#disk.pending;
  }

  async begin(lease: Lease): Promise<void> {
    const waiting = this.#turns.take();
    if (waiting !== undefined) await waiting; // otherwise at once: a later caller finds the group open
    try {
      this.#disk.demandSound();
      this.#room.demand(lease.isUrgent);
      lease.hasSavepoint = this.#group !== undefined;
      if (lease.hasSavepoint) this.#connection.run("savepoint member");
      else this.#openGroup();
      this.#connection.transactionBegan();
      lease.isInTransaction = true;
    } catch (error) {
      this.#turns.free();
      throw error;
    }
  }

  /** IMMEDIATE takes the write lock first: a transaction that read may write without being refused as too old. */
  #openGroup(): void {
    this.#connection.run("begin immediate");
    const group = new CommitGroup();
    this.#group = group;
    // after everything that the sockets have brought by now: these transactions belong to the group
    setImmediate(() => void this.#endGroup(group));
  }

  async commit(lease: Lease): Promise<void> {
    const group = this.#group;
    if (group === undefined) throw new Error("the database ended the transaction");
    if (lease.hasSavepoint) this.#connection.run("release member");
    else if (!this.#connection.isTransaction) throw new Error("the database ended the transaction");
    this.#leave(lease);
    await group.join();
  }

  /**
   * Rolls back the savepoint alone, or the group if this was its first member. Where SQLite itself gave the transaction up, as it does when
   * the disk is full, the whole group is rolled back, and its members get that cause.
   */
  rollBack(lease: Lease, cause: unknown = new Error("the database ended the transaction")): void {
    if (!lease.isInTransaction) return; // it had left, and then the group was given up
    this.#connection.transactionEnded();
    try {
      if (this.#connection.isTransaction && lease.hasSavepoint) {
        this.#connection.run("rollback to member");
        this.#connection.run("release member");
      } else this.#giveUp(cause);
    } finally {
      this.#leave(lease);
    }
  }

  #leave(lease: Lease): void {
    this.#connection.transactionEnded();
    lease.isInTransaction = false;
    this.#turns.free();
  }

  async #endGroup(group: CommitGroup): Promise<void> {
    await this.#turns.take("urgent");
    try {
      if (this.#group !== group) return; // it was given up, or committed for a checkpoint
      this.#commit(group);
      this.#groups += 1;
      if (this.#groups % GROUPS_PER_LOOK === 0) await this.#lookAfterFiles();
    } finally {
      this.#turns.free();
    }
  }

  #commit(group: CommitGroup): void {
    try {
      this.#connection.run("commit");
      this.#group = undefined;
      group.committed(this.#disk.keep());
    } catch (error) {
      this.#giveUp(this.#room.judge(error));
    }
  }

  /** Keeps room in reserve, for which those who want to write wait, and sees to it that a long log is put into the database. */
  async #lookAfterFiles(): Promise<void> {
    await this.#room.keepReserve();
    if (this.#shortening === undefined && this.#connection.pagesInLog >= MOST_PAGES_IN_LOG)
      this.#shortening = this.#shortenLog();
  }

  async #shortenLog(): Promise<void> {
    try {
      await this.#checkpoint("restart");
      this.#isLogStuck = false;
    } catch (error) {
      if (!this.#isLogStuck) this.#onUnkept(error); // the log has everything, and the next groups try again
      this.#isLogStuck = true;
    }
    this.#shortening = undefined;
  }

  /**
   * Puts the log into the database and empties its file.
   *
   * @returns false if it has to wait for another process that reads
   */
  emptyLog(): Promise<boolean> {
    return this.#checkpoint("truncate");
  }

  /** Those who want to write wait for a checkpoint, but they do not wait for the query of a reader that is in its way. */
  async #checkpoint(mode: CheckpointMode): Promise<boolean> {
    if (this.#isClosing) return false; // SQLite itself takes one when it is closed
    const checkpoint = await this.#checkpoints.begin();
    try {
      return await this.#reader.whileQuiet(async () => {
        await this.#turns.take("urgent");
        try {
          if (this.#group !== undefined) this.#commit(this.#group); // none of its members has the turn, so all have left
          return await checkpoint.take(mode);
        } finally {
          this.#turns.free();
        }
      });
    } finally {
      checkpoint.end();
    }
  }

  #giveUp(cause: unknown): void {
    const group = this.#group;
    this.#group = undefined;
    try {
      if (this.#connection.isTransaction) this.#connection.run("rollback");
    } finally {
      group?.givenUp(cause);
    }
  }

  /** Runs a query outside of any transaction: a read waits for the end of the group, a write joins it. */
  async query(lease: Lease, query: CompiledQuery): Promise<QueryResult<never>> {
    const execute = () => this.#execute(query);
    if (lease.isInTransaction) return execute();
    return this.#connection.writes(query.sql) ? this.transact(async () => execute(), lease) : this.#read(execute);
  }

  /** Reads what is committed, and tells it when it is on the disk. */
  async #read<T>(read: () => T): Promise<T> {
    // waiting readers run before the next group can begin, so that no stream of writers keeps them out
    while (this.#group !== undefined) await this.#group.ended;
    const found = read();
    const { pending } = this.#disk;
    if (pending !== undefined) await pending;
    return found;
  }

  /** Makes what answers a fixed query. */
  fix(query: FixedText): AnswerOn {
    const statement = this.#connection.fix(query);
    return async (lease, given) => {
      if (lease.isInTransaction) return this.#connection.ask(statement, given);
      const ask = () => this.#connection.ask(statement, given);
      return this.#connection.writes(query.sql) ? this.transact(async () => ask(), lease) : this.#read(ask);
    };
  }

  /** Runs the work in a transaction of its own. */
  async transact<T>(work: (lease: Lease) => Promise<T>, lease = new Lease(this)): Promise<T> {
    await this.begin(lease);
    try {
      const result = await work(lease);
      await this.commit(lease);
      return result;
    } catch (error) {
      const cause = this.#room.judge(error);
      this.rollBack(lease, cause);
      await this.#disk.pending;
      throw cause;
    }
  }

  #execute({ sql, parameters }: CompiledQuery): QueryResult<never> {
    const statement = this.#connection.prepare(sql);
    if (statement.reader) return rowsOf(statement.all(parameters));
    const { changes, lastInsertRowid } = statement.run(parameters);
    return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] };
  }
}

/** Answers a fixed query within the transaction of the lease, or outside of any. */
type AnswerOn = (lease: Lease, given: Readonly<Record<string, FixedValue>>) => Promise<readonly unknown[]>;

/** The object that Kysely takes for a connection. */
export class Lease implements DatabaseConnection {
  readonly #driver: NodeSqliteDriver;
  isInTransaction = false;
  /** False for the first member of a group: what it did is undone with the group, which has no other yet. */
  hasSavepoint = false;
  /** True for what is written even when the disk is full. */
  readonly isUrgent: boolean;

  constructor(driver: NodeSqliteDriver, isUrgent = false) {
    this.#driver = driver;
    this.isUrgent = isUrgent;
  }

  /** @throws if the transaction is over: what is asked later would not belong to it */
  get whileInTransaction(): Lease {
    if (!this.isInTransaction) throw new Error("the transaction is over");
    return this;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#driver.query(this, query);
  }

  // biome-ignore lint/correctness/useYield: Kysely demands it
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error("rows are not streamed");
  }
}

/** Kysely's types promise rows of the type that the query's author declared. */
const rowsOf = (rows: readonly unknown[]): QueryResult<never> => ({ rows: rows as never[] });

export function leaseOf(connection: DatabaseConnection): Lease {
  if (connection instanceof Lease) return connection;
  throw new TypeError("not a connection of this driver");
}

/** Turns, one at a time, in the order of the requests. Urgent ones go before those that wait. */
class Turns {
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  /** Resolves when it is the caller's turn, which lasts until {@link free}. */
  take(how: "in_order" | "urgent" = "in_order"): Promise<void> | undefined {
    if (!this.#isTaken) {
      this.#isTaken = true;
      return undefined;
    }
    return new Promise((resolve) => {
      if (how === "urgent") this.#waiting.unshift(resolve);
      else this.#waiting.push(resolve);
    });
  }

  free(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#isTaken = false;
    else next();
  }
}
