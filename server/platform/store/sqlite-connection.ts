import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { SqliteDatabase, SqliteStatement } from "kysely";
import { demandStorable } from "./bindings.ts";

/** Our queries are few and their texts constant, but lists of varying length must not fill memory. */
const MAX_CACHED_STATEMENTS = 500;

/** `node:sqlite` in the shape that Kysely's SQLite driver uses. Prepared statements are kept. */
export class SqliteConnection implements SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, SqliteStatement>();
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

  /** Reads row by row, with a statement of its own: another caller may run the same meanwhile. */
  iterate(sql: string, parameters: readonly unknown[]): IterableIterator<unknown> {
    return new Statement(this.#database, sql).iterate(parameters);
  }

  prepare(sql: string): SqliteStatement {
    // or the rest of a transaction that SQLite gave up would be committed statement by statement
    if (this.#inTransaction && !this.#database.isTransaction) throw new Error("the database ended the transaction");
    const cached = this.#statements.get(sql);
    if (cached !== undefined) return cached;
    const made = new Statement(this.#database, sql);
    if (this.#statements.size >= MAX_CACHED_STATEMENTS) this.#statements.clear();
    this.#statements.set(sql, made);
    return made;
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }
}

class Statement implements SqliteStatement {
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

  iterate(parameters: readonly unknown[]): IterableIterator<unknown> {
    return this.#statement.iterate(...toBindings(parameters));
  }
}

/** A JavaScript number would be bound as a float. */
const toBindings = (parameters: readonly unknown[]): SQLInputValue[] =>
  demandStorable(parameters).map((value) => (typeof value === "number" ? BigInt(value) : value));
