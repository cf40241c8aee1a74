import type { DatabaseSync, StatementSync } from "node:sqlite";
import { storable, toBinding, toBindings } from "./bindings.ts";
import type { FixedText, FixedValue } from "./fixed-query.ts";

/** Our queries are few and their texts constant, but lists of varying length must not fill memory. */
const MAX_CACHED_STATEMENTS = 500;

/** A query that only tells how another one is run. SQLite does not explain that one. */
const EXPLAINS = /^\s*explain\b/i;

/** The one connection of `node:sqlite`. Prepared statements are kept. */
export class SqliteConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, Statement>();
  /** Keyed by the text of a query: true for one that writes. */
  readonly #writes = new Map<string, boolean>();
  /** The statements that begin and end transactions. */
  readonly #steps = new Map<string, StatementSync>();
  #logSize: StatementSync | undefined;
  #inTransaction = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** True if SQLite still holds the transaction: it ends one by itself when the disk is full or fails. */
  get isTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** Until {@link transactionEnded} no statement may run outside a transaction. */
  transactionBegan(): void {
    this.#inTransaction = true;
  }

  transactionEnded(): void {
    this.#inTransaction = false;
  }

  prepare(sql: string): Statement {
    this.#demandTransaction();
    const cached = this.#statements.get(sql);
    if (cached !== undefined) return cached;
    const made = new Statement(this.#database, sql);
    if (this.#statements.size >= MAX_CACHED_STATEMENTS) this.#statements.clear();
    this.#statements.set(sql, made);
    return made;
  }

  /** Begins or ends a transaction, or a part of one. */
  run(step: string): void {
    this.#demandTransaction();
    let statement = this.#steps.get(step);
    if (statement === undefined) {
      statement = this.#database.prepare(step);
      this.#steps.set(step, statement);
    }
    statement.run();
  }

  /** The number of pages in the write-ahead log that are not in the database yet. */
  get pagesInLog(): number {
    this.#logSize ??= this.#database.prepare("pragma wal_checkpoint(noop)");
    const { log, checkpointed } = this.#logSize.get() ?? {};
    return Number(log) - Number(checkpointed);
  }

  /** Prepares a query that is kept forever. */
  fix(query: FixedText): FixedStatement {
    return new FixedStatement(this.#database, query);
  }

  /** True if SQLite would take its write lock for that query. It is asked once for each text. */
  writes(sql: string): boolean {
    const known = this.#writes.get(sql);
    if (known !== undefined) return known;
    const steps = EXPLAINS.test(sql) ? [] : this.#database.prepare(`explain ${sql}`).all();
    const found = steps.some(({ opcode, p2 }) => opcode === "Transaction" && p2 !== 0);
    if (this.#writes.size >= MAX_CACHED_STATEMENTS) this.#writes.clear();
    this.#writes.set(sql, found);
    return found;
  }

  /** Answers a query that was prepared by {@link fix}. */
  ask(statement: FixedStatement, given: Given): readonly unknown[] {
    this.#demandTransaction();
    return statement.ask(given);
  }

  /** Otherwise the rest of a transaction that SQLite gave up would be committed statement by statement. */
  #demandTransaction(): void {
    if (this.#inTransaction && !this.#database.isTransaction) throw new Error("the database ended the transaction");
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}

class Statement {
  readonly reader: boolean;
  readonly #statement: StatementSync;

  constructor(database: DatabaseSync, sql: string) {
    this.#statement = database.prepare(sql);
    this.reader = this.#statement.columns().length > 0;
  }

  all(parameters: readonly unknown[]): unknown[] {
    return this.#statement.all(...toBindings(parameters));
  }

  run(parameters: readonly unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return this.#statement.run(...toBindings(parameters));
  }
}

type Given = Readonly<Record<string, FixedValue>>;
type Row = Record<string, unknown>;

/** node:sqlite's own rows are dictionaries, which are slow to make and to read. These all have one shape. */
class FixedStatement {
  readonly #statement: StatementSync;
  readonly #names: readonly string[];
  readonly #columns: readonly string[];

  constructor(database: DatabaseSync, { sql, names }: FixedText) {
    this.#statement = database.prepare(sql);
    this.#names = names;
    this.#columns = this.#statement.columns().map(({ name }) => name);
    this.#statement.setReturnArrays(true);
  }

  ask(given: Given): readonly unknown[] {
    const bindings = this.#names.map((name, index) => toBinding(storable(given[name], index + 1)));
    if (this.#columns.length > 0) return this.#statement.all(...bindings).map((values) => this.#rowOf(values));
    this.#statement.run(...bindings);
    return [];
  }

  #rowOf(values: Readonly<Record<number, unknown>>): Row {
    const row: Row = {};
    for (let column = 0; column < this.#columns.length; column += 1)
      row[this.#columns[column] as string] = values[column];
    return row;
  }
}
