import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { toBindings } from "./bindings.ts";
import type { Database, Db } from "./database.ts";
import type { DiskSync } from "./disk-sync.ts";
import type { AnswersFixed, FixedAnswer, FixedText } from "./fixed-query.ts";
import type { ReadTurns } from "./read-turns.ts";
import type { SqliteReader } from "./sqlite-reader.ts";

/**
 * Kysely on the process that reads. Its results are told when it is on the disk, as by the driver that writes: the process sees a
 * commit at once.
 *
 * @param disk that of the driver that writes
 */
export function readsOf(reader: SqliteReader, disk: DiskSync, turns: ReadTurns): Db {
  const beside = new ReadsBeside(reader, disk, turns);
  const dialect: Dialect = {
    createDriver: () => new ReadingDriver(beside),
    createAdapter: () => new ReadingAdapter(beside),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
  return new Kysely<Database>({ dialect });
}

type Row = Record<string, unknown>;

class ReadsBeside implements DatabaseConnection {
  readonly #reader: SqliteReader;
  readonly #disk: DiskSync;
  readonly #turns: ReadTurns;

  constructor(reader: SqliteReader, disk: DiskSync, turns: ReadTurns) {
    this.#reader = reader;
    this.#disk = disk;
    this.#turns = turns;
  }

  async ask(sql: string, parameters: readonly unknown[]): Promise<readonly Row[]> {
    const { columns, rows } = await this.#turns.have(() => this.#reader.ask(sql, toBindings(parameters)));
    await this.#disk.pending;
    return rows.map((values) => Object.fromEntries(columns.map((name, column) => [name, values[column]])));
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    return { rows: (await this.ask(sql, parameters)) as R[] };
  }

  // biome-ignore lint/correctness/useYield: Kysely demands it
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error("rows are not streamed from a process that reads");
  }
}

class ReadingDriver implements Driver {
  readonly #beside: ReadsBeside;

  constructor(beside: ReadsBeside) {
    this.#beside = beside;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<ReadsBeside> {
    return this.#beside;
  }

  async beginTransaction(): Promise<void> {
    throw new Error("reads have no transactions");
  }

  async commitTransaction(): Promise<void> {}

  async rollbackTransaction(): Promise<void> {}

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}
}

class ReadingAdapter extends SqliteAdapter implements AnswersFixed {
  readonly writer = SqliteQueryCompiler;
  readonly hasRowLocks = false;
  readonly hasTrigramTable = true;
  readonly #beside: ReadsBeside;

  constructor(beside: ReadsBeside) {
    super();
    this.#beside = beside;
  }

  /** The reader answers one query after the other. */
  override get supportsMultipleConnections(): boolean {
    return true;
  }

  answerTo({ sql, names }: FixedText): FixedAnswer {
    return (_asking, given) =>
      this.#beside.ask(
        sql,
        names.map((name) => given[name]),
      );
  }
}
