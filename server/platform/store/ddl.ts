import type { ColumnDefinitionBuilder, CreateTableBuilder, Kysely } from "kysely";
import type { Db } from "./database.ts";

/** What a migration needs of a database, where SQLite and PostgreSQL differ. */
export interface Ddl {
  /** Whole numbers up to 2^53. */
  readonly integer: "integer" | "bigint";
  readonly bytes: "blob" | "bytea";
  /** Makes a table that takes a value of a wrong type for an error. */
  createTable(db: Kysely<unknown>, name: string): CreateTableBuilder<string, never>;
  /** A primary key that the database counts up by itself and never gives twice. */
  sequence(column: ColumnDefinitionBuilder): ColumnDefinitionBuilder;
  /** Lets the database refuse every UPDATE, DELETE and TRUNCATE of the table. */
  makeAppendOnly(db: Kysely<unknown>, table: string): Promise<void>;
  /** Lets the database refuse every UPDATE that takes a row out of that state. */
  makeFinal(db: Kysely<unknown>, table: string, state: string): Promise<void>;
  /**
   * Runs that while no other server changes the tables.
   *
   * @throws CannotStart where another one did not come to an end with it
   */
  alone<T>(db: Db, run: (db: Db) => Promise<T>): Promise<T>;
}
