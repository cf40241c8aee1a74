import type { CompiledQuery, DatabaseConnection, QueryResult } from "kysely";
import type pg from "pg";
import { demandStorable } from "./bindings.ts";
import { DatabaseAway } from "./database-away.ts";
import { codeOf, isAway, isLost, isStale, quotesValue, tookTooLong } from "./postgres-errors.ts";
import { Exchange, type Outcome, PreparedStatements, type Statement } from "./postgres-exchange.ts";
import { readerOf } from "./postgres-values.ts";
import { ReadTooLong } from "./reads.ts";

/** The longest time in which an exchange is answered: the database's own limits are shorter, so only one that is silent takes longer. */
const ANSWER_MS = 4_000;

/** Statements whose rows are counted for their caller. */
const CHANGES: ReadonlySet<string> = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"]);

/** A statement that was not sent yet. */
interface Asked {
  readonly statement: Statement;
  readonly answer: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
}

/** The connections of a pool share what they know of the tables. */
interface Tables {
  /** Rises when one of them has met a table that a newer server has changed: what was prepared before is then prepared again. */
  version: number;
}

/**
 * One connection to PostgreSQL. A round trip costs more than most statements do, so nothing is sent by itself that can go with something
 * else. Statements go together that are asked for before everybody waits, or while an answer is awaited. BEGIN goes with the first statement of
 * the transaction. A statement whose answer nobody reads goes with the next one, or with COMMIT. All of them take effect in their order,
 * and what fails among them fails the transaction.
 *
 * Its errors are bugs, or {@link DatabaseAway}.
 */
export class PostgresConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  readonly #onSilence: () => void;
  readonly #isForReads: boolean;
  readonly #prepared = new PreparedStatements();
  readonly #tables: Tables;
  #version: number;
  #asked: Asked[] = [];
  #isSending = false;
  /** True if somebody waits for the answer to one of them. */
  #isAwaited = false;
  #isInTransaction = false;
  #hasStarted = false;
  #isLost = false;
  /** True while no statement is cut off for its length: a migration may take long. */
  isPatient = false;

  /**
   * @param onSilence called where the database does not answer: it cuts the connection
   * @param isForReads true if a statement that took too long is told as {@link ReadTooLong}
   */
  constructor(client: pg.PoolClient, tables: Tables, onSilence: () => void, isForReads = false) {
    this.#client = client;
    this.#tables = tables;
    this.#version = tables.version;
    this.#onSilence = onSilence;
    this.#isForReads = isForReads;
  }

  begin(): void {
    this.#isInTransaction = true;
    this.#hasStarted = false;
    this.#hold(this.#control("begin"));
  }

  async commit(): Promise<void> {
    if (!this.#hasStarted && this.#asked.length === 1) return this.#end(); // nothing but BEGIN
    const { command } = await this.#send(this.#control("commit"));
    if (command !== "COMMIT") throw new Error("PostgreSQL took the transaction back");
    this.#end();
  }

  /** If the rollback cannot be sent, the connection is closed, and the database takes the transaction back by itself. */
  async rollBack(): Promise<void> {
    const hasStarted = this.#hasStarted;
    this.#end();
    if (hasStarted) await this.#send(this.#control("rollback")).catch(() => {});
  }

  #end(): void {
    this.#asked = [];
    this.#isInTransaction = false;
  }

  /** Does it some time before the transaction ends. */
  later(sql: string, parameters: readonly unknown[]): void {
    this.#hold(this.#statement(sql, parameters));
  }

  async ask(sql: string, parameters: readonly unknown[]): Promise<Outcome> {
    return this.#send(this.#statement(sql, parameters));
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { command, count, rows } = await this.ask(sql, parameters);
    return { rows: rows as Row[], ...(CHANGES.has(command) && { numAffectedRows: BigInt(count) }) };
  }

  #statement(sql: string, parameters: readonly unknown[]): Statement {
    const values = demandStorable(parameters).map(wireValue);
    return { prepared: values.length === 0 ? this.#prepared.once(sql) : this.#prepared.of(sql), values };
  }

  #control(text: "begin" | "commit" | "rollback"): Statement {
    return { prepared: this.#prepared.of(text), values: [] };
  }

  #hold(statement: Statement): void {
    this.#asked.push({ statement, answer: () => {}, fail: () => {} });
  }

  #send(statement: Statement): Promise<Outcome> {
    const { promise, resolve: answer, reject: fail } = Promise.withResolvers<Outcome>();
    this.#asked.push({ statement, answer, fail });
    this.#isAwaited = true;
    this.#sendSoon();
    return promise.catch((error: unknown) => {
      throw this.#meaningOf(error);
    });
  }

  /** Sends all that was asked for once no code can run without an answer: when no microtask is left. */
  #sendSoon(): void {
    if (this.#isSending) return;
    this.#isSending = true;
    queueMicrotask(() => process.nextTick(() => void this.#sendAll()));
  }

  async #sendAll(): Promise<void> {
    const asked = this.#asked.splice(0);
    this.#isAwaited = false;
    if (asked.length > 0) await this.#exchange(asked); // a transaction that failed meanwhile asks for nothing any more
    this.#isSending = false;
    if (this.#isAwaited) this.#sendSoon();
  }

  async #exchange(asked: readonly Asked[], isAgain = false): Promise<void> {
    const isFirst = !this.#isInTransaction || !this.#hasStarted;
    this.#hasStarted = this.#isInTransaction;
    try {
      const outcomes = await this.#outcomesOf(asked.map(({ statement }) => statement));
      for (const [at, outcome] of outcomes.entries()) asked[at]?.answer(outcome);
    } catch (error) {
      this.#isLost ||= isLost(error);
      if (isStale(error) && this.#version === this.#tables.version) this.#tables.version += 1;
      if (isStale(error) && isFirst && !isAgain) return this.#exchangeAgain(asked);
      if (this.#isInTransaction || this.#isLost || asked.length === 1) for (const { fail } of asked) fail(error);
      else for (const one of asked) await this.#exchange([one]); // one that fails takes none of the others along
    }
  }

  /** Nothing was done before this exchange that a rollback would undo. */
  async #exchangeAgain(asked: readonly Asked[]): Promise<void> {
    if (this.#isInTransaction) await this.#outcomesOf([this.#control("rollback")]).catch(() => {}); // the next one fails as well
    this.#hasStarted = false;
    return this.#exchange(asked, true);
  }

  async #outcomesOf(statements: readonly Statement[]): Promise<readonly Outcome[]> {
    if (this.#isLost) throw new DatabaseAway(undefined);
    if (this.#version !== this.#tables.version) this.#prepared.prepareAgain();
    this.#version = this.#tables.version;
    const exchange = new Exchange(statements, readerOf);
    const late = this.isPatient ? undefined : setTimeout(this.#onSilence, ANSWER_MS);
    try {
      this.#client.query(exchange);
      return await exchange.outcomes;
    } finally {
      clearTimeout(late);
    }
  }

  #meaningOf(error: unknown): unknown {
    if (error instanceof DatabaseAway) return error;
    if (this.#isForReads && tookTooLong(error)) return new ReadTooLong(error);
    if (isAway(error)) return new DatabaseAway(error);
    if (quotesValue(error)) return new Error(`the database refused a value (SQLSTATE ${codeOf(error)})`);
    if (error instanceof Error) Error.captureStackTrace(error); // it was made where the socket was read
    return error;
  }

  // biome-ignore lint/correctness/useYield: Kysely demands it
  async *streamQuery(): AsyncIterableIterator<never> {
    throw new Error("rows are not streamed from PostgreSQL");
  }

  release(): void {
    this.#client.release(this.#isLost);
  }
}

type Storable = ReturnType<typeof demandStorable>[number];

function wireValue(value: Storable): string | Buffer | null {
  if (value === null || typeof value === "string") return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return String(value);
}
