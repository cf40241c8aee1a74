import type pg from "pg";

/** Our queries are few and their texts constant, but lists of varying length must not fill the memory of every connection. */
const MOST_KEPT = 500;

type Read = (text: string) => unknown;
type Columns = readonly { readonly name: string; readonly read: Read }[];

/** A text that one connection has the database parse and plan. */
class Prepared {
  readonly text: string;
  /** Empty where the database forgets it with the next one. */
  readonly name: string;
  /** Known as soon as the database has answered it once. It refuses every use of a statement whose columns have changed since. */
  columns: Columns | undefined;
  /** The database may have it, as it is after an exchange that failed. */
  isDoubtful = false;

  constructor(text: string, name: string) {
    this.text = text;
    this.name = name;
  }
}

/** The statements that a connection has prepared. */
export class PreparedStatements {
  readonly #kept = new Map<string, Prepared>();

  of(text: string): Prepared {
    const kept = this.#kept.get(text);
    if (kept !== undefined) return kept;
    if (this.#kept.size >= MOST_KEPT) return this.once(text);
    const made = new Prepared(text, `nearside_${this.#kept.size + 1}`);
    this.#kept.set(text, made);
    return made;
  }

  /** From now on each of them is prepared once more. No exchange may be under way. */
  prepareAgain(): void {
    for (const prepared of this.#kept.values()) {
      prepared.columns = undefined;
      prepared.isDoubtful = true;
    }
  }

  once(text: string): Prepared {
    return new Prepared(text, "");
  }
}

export interface Statement {
  readonly prepared: Prepared;
  /** The values in the form in which they are sent. */
  readonly values: (string | Buffer | null)[];
}

export interface Outcome {
  /** The command, such as `INSERT`. */
  readonly command: string;
  /** The number of rows that it wrote or returned. */
  readonly count: number;
  readonly rows: readonly unknown[];
}

/**
 * Statements that are sent at once and answered one after the other, in the shape that `pg` sends. The first one that fails ends the
 * exchange: the database skips the others, COMMIT among them (PostgreSQL 55.2.3, one Sync).
 */
export class Exchange implements pg.Submittable {
  readonly #statements: readonly Statement[];
  readonly #readerOf: (oid: number) => Read;
  readonly #settled = Promise.withResolvers<readonly Outcome[]>();
  readonly #outcomes: Outcome[] = [];
  #rows: unknown[] = [];
  #unreadable: unknown;

  constructor(statements: readonly Statement[], readerOf: (oid: number) => Read) {
    this.#statements = statements;
    this.#readerOf = readerOf;
  }

  get outcomes(): Promise<readonly Outcome[]> {
    return this.#settled.promise;
  }

  submit(connection: pg.Connection): void {
    const parsed = new Set<Prepared>();
    connection.stream.cork(); // so that all of it is one write
    for (const { prepared, values } of this.#statements) {
      const { name, text, columns, isDoubtful } = prepared;
      if (columns === undefined && !parsed.has(prepared)) {
        if (isDoubtful) connection.close({ type: "S", name }, true);
        connection.parse({ name, text, types: [] }, true);
        connection.describe({ type: "S", name }, true);
        parsed.add(prepared);
      }
      connection.bind({ statement: name, values }, true);
      connection.execute(null, true);
    }
    connection.sync();
    connection.stream.uncork();
  }

  get #answered(): Prepared | undefined {
    return this.#statements[this.#outcomes.length]?.prepared;
  }

  handleRowDescription({ fields }: { readonly fields: readonly pg.FieldDef[] }): void {
    const prepared = this.#answered;
    if (prepared !== undefined)
      prepared.columns = fields.map(({ name, dataTypeID }) => ({ name, read: this.#readerOf(dataTypeID) }));
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    try {
      this.#rows.push(rowOf(this.#answered?.columns ?? [], fields));
    } catch (error) {
      this.#unreadable ??= error;
    }
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const prepared = this.#answered;
    if (prepared !== undefined) prepared.columns ??= []; // it returns no rows
    const [command = "", ...numbers] = text.split(" ");
    this.#outcomes.push({ command, count: Number(numbers.at(-1) ?? 0), rows: this.#rows });
    this.#rows = [];
  }

  handleError(error: unknown): void {
    for (const { prepared } of this.#statements) prepared.isDoubtful ||= prepared.columns === undefined;
    this.#settled.reject(error);
  }

  handleReadyForQuery(): void {
    if (this.#unreadable === undefined) this.#settled.resolve(this.#outcomes);
    else this.#settled.reject(this.#unreadable);
  }
}

function rowOf(columns: Columns, fields: readonly (string | null)[]): Readonly<Record<string, unknown>> {
  const row: Record<string, unknown> = {};
  for (let at = 0; at < columns.length; at++) {
    const { name, read } = columns[at] as Columns[number];
    const text = fields[at] ?? null;
    row[name] = text === null ? null : read(text);
  }
  return row;
}
