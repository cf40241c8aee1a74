import type { ColumnDefinitionBuilder, CreateTableBuilder, Kysely } from "kysely";
import type { Db } from "./database.ts";
import type { MadeAtOnce } from "./made-at-once.ts";

/** The rows of a table that are counted, and where. */
export interface Counted {
  /** Rows that are alike in these columns are counted together. */
  readonly by: readonly string[];
  /** The others are not counted. */
  readonly states: readonly string[];
  /** A table of those columns, and of `no` and `count`. */
  readonly into: string;
}

/** Operations of migrations that differ between SQLite and PostgreSQL. */
export interface Ddl {
  /** Returns the statements that an empty database gets in place of all steps. Absent where it takes each. */
  readonly madeAtOnce?: () => Promise<MadeAtOnce>;
  /** Whole numbers up to 2^53. */
  readonly integer: "integer" | "bigint";
  readonly bytes: "blob" | "bytea";
  /** The text of a member of a column of JSON, as an expression that can be indexed. */
  memberOf(column: string, member: string): string;
  /** Makes a table that refuses values of a wrong type. */
  createTable(db: Kysely<unknown>, name: string): CreateTableBuilder<string, never>;
  /** A primary key that the database counts up by itself and never gives twice. */
  sequence(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder;
  /** Makes the database refuse every UPDATE, DELETE and TRUNCATE of the table. */
  makeAppendOnly(db: Kysely<unknown>, table: string): Promise<void>;
  /**
   * Indexes every three characters in a row of a column of text, so that a text is found by any part of it (`foundBy` in
   * server/platform/lists/search.ts).
   *
   * @param key the table's column of whole numbers that count up
   */
  indexTrigrams(
    db: Kysely<unknown>,
    table: string,
    of: { readonly key: string; readonly column: string },
  ): Promise<void>;
  /**
   * Makes the database allow the removal of the rows of an append-only table whose `seq` lies between the first and the last one of a batch in the table
   * `archives`, and no others.
   */
  letArchivedGo(db: Kysely<unknown>, table: string): Promise<void>;
  /**
   * Does what {@link letArchivedGo} does, but for the rows whose `seq` is in one of the runs of numbers that are listed in that other table, from
   * `first_event` to `last_event`, and no others.
   */
  letListedGo(db: Kysely<unknown>, table: string, list: string): Promise<void>;
  /**
   * Keeps the rows of a table in one piece, for a table whose long texts are written again and again. PostgreSQL compresses them
   * otherwise, and puts them into a table beside it.
   */
  keepWhole(db: Kysely<unknown>, table: string): Promise<void>;
  /** Makes the database refuse every UPDATE that takes a row out of that state. */
  makeFinal(db: Kysely<unknown>, table: string, state: string): Promise<void>;
  /**
   * Has the CHECK of a column of text take one of those words. Indexes and triggers stay, and so does every row.
   */
  widenStates(db: Kysely<unknown>, table: string, column: string, states: readonly string[]): Promise<void>;
  /**
   * Makes the database keep the counts of a table's rows right, also where no code of ours writes them. On PostgreSQL there may be several
   * counts of the same rows, and their sum is the number: a transaction continues from those that no other one is changing, so that it waits
   * for nobody.
   */
  keepCounted(db: Kysely<unknown>, table: string, counted: Counted): Promise<void>;
  /**
   * Takes every table for this transaction alone, before any is changed: the transactions of servers that run use several, and one of them
   * and a migration would wait for each other. Where that takes long it gives way, and {@link alone} tries again.
   */
  holdTables(db: Db): Promise<void>;
  /**
   * Runs `run` while no other server changes the tables.
   *
   * @throws CannotStart where another server did not finish in time
   */
  alone<T>(db: Db, run: (db: Db) => Promise<T>): Promise<T>;
}
