import pg from "pg";
import * as v from "valibot";
import type { DatabasePlace } from "../config/database-url.ts";
import type { DataSource } from "./data-source.ts";
import { tlsOptionsOf } from "./postgres-tls.ts";
import { readerOf } from "./postgres-values.ts";
import { type CopiedTable, quoted } from "./sqlite-tables.ts";
import { rowHash, TableSum } from "./table-sum.ts";

/** PostgreSQL takes no more values in one statement. */
const MOST_VALUES = 30_000;
const ROWS_AT_ONCE = 1000;

type Row = readonly unknown[];

/** Rows that point to none, or are like another one: they wait until others were written or deleted. */
const LATER = new Set(["23503", "23505"]);
export const isForLater = (error: unknown): boolean => error instanceof pg.DatabaseError && LATER.has(error.code ?? "");

/**
 * Two connections for what copies whole tables: one reads as of one moment, the other one writes, and each of its statements is kept when it
 * returns. Neither has the limits of a server's queries.
 */
export class PostgresCopy {
  readonly #reader: pg.Client;
  readonly #writer: pg.Client;

  constructor(place: DatabasePlace) {
    this.#reader = clientOf(place);
    this.#writer = clientOf(place);
  }

  async open(): Promise<void> {
    for (const client of [this.#reader, this.#writer]) {
      client.on("error", () => {}); // the statement under way fails with it
      await client.connect();
      await client.query(
        "set bytea_output = 'hex'; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0",
      );
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled([this.#reader.end(), this.#writer.end()]);
  }

  /** Runs the work while what is read stays as it is now. @param work gets the name by which another connection sees the same */
  async asOfNow<T>(work: (snapshot: string) => Promise<T>): Promise<T> {
    await this.#reader.query("begin isolation level repeatable read read only");
    try {
      const { rows } = await this.#reader.query<{ name: string }>("select pg_export_snapshot() as name");
      return await work(rows[0]?.name ?? "");
    } finally {
      await this.#reader.query("rollback");
    }
  }

  /** All rows of a table, in the order of {@link rowsOf} of the embedded database. */
  async *rows({ name, columns, key }: CopiedTable): AsyncGenerator<Row, undefined> {
    const by = key.map((column) => `${quoted(column.name)}${column.isText ? ' collate "C"' : ""}`).join(", ");
    const order = key.length === 0 ? "" : ` order by ${by}`;
    await this.#reader.query(
      `declare copied no scroll cursor for select ${columns.map(quoted).join(", ")} from ${quoted(name)}${order}`,
    );
    try {
      for (;;) {
        const { rows } = await this.#reader.query<Row[]>({
          text: `fetch ${ROWS_AT_ONCE} from copied`,
          rowMode: "array",
        });
        yield* rows as Row[];
        if (rows.length < ROWS_AT_ONCE) return undefined;
      }
    } finally {
      await this.#reader.query("close copied");
    }
  }

  /** The data as the connection that reads sees it. */
  get source(): DataSource {
    const ask = async (query: string) => (await this.#reader.query<Record<string, unknown>>(query)).rows;
    return {
      kind: "postgres",
      ask,
      tables: async () =>
        v.parse(listed, await ask(TABLES)).map(({ name, columns }) => ({
          name,
          columns: v.parse(v.array(v.string()), JSON.parse(columns)).sort(),
          key: [],
          pointsTo: [],
        })),
      sum: async (table) => {
        const sum = new TableSum();
        for await (const row of this.rows(table)) sum.add(rowHash(row));
        return sum.summed;
      },
      rest: () => undefined, // the dump has all
    };
  }

  /** The number of rows that one {@link insert} takes. */
  mostRows({ columns }: CopiedTable): number {
    return Math.min(ROWS_AT_ONCE, Math.floor(MOST_VALUES / columns.length));
  }

  /** Copies all of them or none. */
  async insert({ name, columns }: CopiedTable, rows: readonly Row[]): Promise<void> {
    let at = 0;
    const places = rows.map((row) => `(${row.map(() => `$${++at}`).join(", ")})`).join(", ");
    // numbers that the database counted up itself stay what they were
    await this.#writer.query(
      `insert into ${quoted(name)} (${columns.map(quoted).join(", ")}) overriding system value values ${places}`,
      rows.flat().map(bound),
    );
  }

  async update({ name, columns, key }: CopiedTable, row: Row): Promise<void> {
    const isKey = (column: string) => key.some((one) => one.name === column);
    const set = columns.flatMap((column, at) => (isKey(column) ? [] : [`${quoted(column)} = $${at + 1}`]));
    const where = columns.flatMap((column, at) => (isKey(column) ? [`${quoted(column)} = $${at + 1}`] : []));
    await this.#writer.query(
      `update ${quoted(name)} set ${set.join(", ")} where ${where.join(" and ")}`,
      row.map(bound),
    );
  }

  async remove({ name, columns, key }: CopiedTable, row: Row): Promise<void> {
    const values = key.map((column) => bound(row[columns.indexOf(column.name)]));
    const where = key.map((column, at) => `${quoted(column.name)} = $${at + 1}`).join(" and ");
    await this.#writer.query(`delete from ${quoted(name)} where ${where}`, values);
  }

  async empty({ name }: CopiedTable): Promise<void> {
    await this.#writer.query(`delete from ${quoted(name)}`);
  }

  async ask(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return (await this.#writer.query<Row[]>({ text, values: [...values], rowMode: "array" })).rows as Row[];
  }
}

const listed = v.array(v.object({ name: v.string(), columns: v.string() }));

/** The server's own tables; what Kysely keeps of their steps, a manifest has in another form. */
const TABLES = `
  select relname::text as name, (
    select json_agg(attname) from pg_attribute where attrelid = pg_class.oid and attnum > 0 and not attisdropped
  )::text as columns
  from pg_class where relkind = 'r' and relnamespace = current_schema()::regnamespace and relname !~ '^kysely_|^unfinished_restore$'
  order by 1`;

function clientOf(place: DatabasePlace): pg.Client {
  const { host, port, user, database, password } = place;
  return new pg.Client({
    ...{ host, port, user, database, password: password(), ssl: tlsOptionsOf(place) },
    application_name: "nearside-server migrate-to",
    types: { getTypeParser: readerOf } as unknown as pg.CustomTypesConfig,
  });
}

const bound = (value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value) : value);
