import { type CompiledQuery, type DatabaseConnection, type Driver, type QueryResult, SelectQueryNode } from "kysely";
import { CommitGroup } from "./commit-group.ts";
import type { FixedText, FixedValue } from "./fixed-query.ts";
import type { SqliteConnection } from "./sqlite-connection.ts";

/**
 * Kysely's driver for the one connection. Transactions run one after the other, each in a savepoint of its own. Those that come within the
 * same turn of the event loop share one BEGIN and one COMMIT, for the disk takes most of the time. Each learns that it is done when that
 * commit is on the disk, and not before; one that fails takes none of the others along. Queries outside of any transaction wait while a
 * group is open, so that nobody ever sees uncommitted data.
 */
export class NodeSqliteDriver implements Driver {
  readonly #connection: SqliteConnection;
  readonly #turns = new Turns();
  #group: CommitGroup | undefined;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Lease> {
    return new Lease(this);
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    await this.#group?.ended;
    this.#connection.close();
  }

  async beginTransaction(lease: DatabaseConnection): Promise<void> {
    await this.begin(leaseOf(lease));
  }

  async commitTransaction(lease: DatabaseConnection): Promise<void> {
    await this.commit(leaseOf(lease));
  }

  async rollbackTransaction(lease: DatabaseConnection): Promise<void> {
    this.rollBack(leaseOf(lease));
  }

  async begin(lease: Lease): Promise<void> {
    const waiting = this.#turns.take();
    if (waiting !== undefined) await waiting; // otherwise at once: a later caller finds the group open
    try {
      if (this.#group === undefined) this.#openGroup();
      this.#run("savepoint member");
      this.#connection.transactionBegan();
      lease.isInTransaction = true;
    } catch (error) {
      this.#turns.free();
      throw error;
    }
  }

  /** IMMEDIATE takes the write lock first: a transaction that read may write without being refused as too old. */
  #openGroup(): void {
    this.#run("begin immediate");
    const group = new CommitGroup();
    this.#group = group;
    // after everything that the sockets have brought by now: these transactions belong to the group
    setImmediate(() => void this.#endGroup(group));
  }

  async commit(lease: Lease): Promise<void> {
    const group = this.#group;
    if (group === undefined) throw new Error("the database ended the transaction");
    this.#run("release member");
    this.#leave(lease);
    await group.join();
  }

  /**
   * Rolls back the savepoint alone. Where SQLite itself gave the transaction up, as it does when the disk is full, the whole group is
   * rolled back.
   */
  rollBack(lease: Lease): void {
    if (!lease.isInTransaction) return; // it had left, and then the group was given up
    this.#connection.transactionEnded();
    try {
      if (this.#connection.isTransaction) {
        this.#run("rollback to member");
        this.#run("release member");
      } else this.#giveUp(new Error("the database ended the transaction"));
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
      if (this.#group !== group) return; // it was given up
      this.#run("commit");
      this.#group = undefined;
      group.committed();
    } catch (error) {
      this.#giveUp(error);
    } finally {
      this.#turns.free();
    }
  }

  #giveUp(cause: unknown): void {
    const group = this.#group;
    this.#group = undefined;
    try {
      if (this.#connection.isTransaction) this.#run("rollback");
    } finally {
      group?.givenUp(cause);
    }
  }

  /** Runs a query outside of any transaction: a read waits for the end of the group, a write joins it. */
  async query(lease: Lease, query: CompiledQuery): Promise<QueryResult<never>> {
    if (lease.isInTransaction) return this.#execute(query);
    const { kind } = query.query;
    if (CHANGES.has(kind)) return this.#alone(lease, () => this.#execute(query));
    if (kind === "SelectQueryNode") {
      // waiting readers run before the next group can begin, so that no stream of writers keeps them out
      while (this.#group !== undefined) await this.#group.ended;
      return this.#execute(query);
    }
    await this.#takeTurnOutside(); // tables made, pragmas, SQL as text
    try {
      return this.#execute(query);
    } finally {
      this.#turns.free();
    }
  }

  /** Runs one change that is a transaction by itself. */
  async #alone<T>(lease: Lease, change: () => T): Promise<T> {
    await this.begin(lease);
    try {
      const result = change();
      await this.commit(lease);
      return result;
    } catch (error) {
      this.rollBack(lease);
      throw error;
    }
  }

  /** Makes what answers a fixed query. */
  fix(query: FixedText): AnswerOn {
    const statement = this.#connection.fix(query);
    let writes: boolean | undefined;
    return async (lease, given) => {
      if (lease.isInTransaction) return this.#connection.ask(statement, given);
      writes ??= this.#connection.writes(query.sql);
      if (writes) return this.#alone(lease, () => this.#connection.ask(statement, given));
      while (this.#group !== undefined) await this.#group.ended;
      return this.#connection.ask(statement, given);
    };
  }

  /** Runs the work in a transaction of its own. */
  async transact<T>(work: (lease: Lease) => Promise<T>): Promise<T> {
    const lease = new Lease(this);
    await this.begin(lease);
    try {
      const result = await work(lease);
      await this.commit(lease);
      return result;
    } catch (error) {
      this.rollBack(lease);
      throw error;
    }
  }

  async *stream(lease: Lease, query: CompiledQuery): AsyncIterableIterator<QueryResult<never>> {
    const isOutside = !lease.isInTransaction;
    if (isOutside) await this.#takeTurnOutside();
    try {
      for (const row of this.#connection.iterate(query.sql, query.parameters)) yield rowsOf([row]);
    } finally {
      if (isOutside) this.#turns.free();
    }
  }

  async #takeTurnOutside(): Promise<void> {
    for (;;) {
      await this.#group?.ended;
      await this.#turns.take();
      if (this.#group === undefined) return;
      this.#turns.free(); // another one began meanwhile
    }
  }

  #execute({ sql, parameters }: CompiledQuery): QueryResult<never> {
    const statement = this.#connection.prepare(sql);
    if (statement.reader) return rowsOf(statement.all(parameters));
    const { changes, lastInsertRowid } = statement.run(parameters);
    return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] };
  }

  #run(sql: string): void {
    this.#connection.prepare(sql).run([]);
  }
}

/** Answers a fixed query within the transaction of the lease, or outside of any. */
type AnswerOn = (lease: Lease, given: Readonly<Record<string, FixedValue>>) => Promise<readonly unknown[]>;

/** The object that Kysely takes for a connection. */
export class Lease implements DatabaseConnection {
  readonly #driver: NodeSqliteDriver;
  isInTransaction = false;

  constructor(driver: NodeSqliteDriver) {
    this.#driver = driver;
  }

  /** @throws if the transaction is over: what is asked later would be no part of it */
  get whileInTransaction(): Lease {
    if (!this.isInTransaction) throw new Error("the transaction is over");
    return this;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.#driver.query(this, query);
  }

  streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    if (!SelectQueryNode.is(query.query)) throw new Error("only what is selected can be streamed");
    return this.#driver.stream(this, query);
  }
}

const CHANGES: ReadonlySet<string> = new Set(["InsertQueryNode", "UpdateQueryNode", "DeleteQueryNode"]);

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
