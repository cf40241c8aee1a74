import type { CompiledQuery, DatabaseConnection, QueryResult } from "kysely";
import type pg from "pg";
import { demandStorable } from "./bindings.ts";
import { DatabaseAway } from "./database-away.ts";
import { codeOf, isAway, isLost, quotesValue } from "./postgres-errors.ts";
import { Exchange, type Outcome, PreparedStatements, type Statement } from "./postgres-exchange.ts";
import { readerOf } from "./postgres-values.ts";

/** The longest time in which an exchange is answered: the database's own limits are shorter, so only one that is silent takes longer. */
const ANSWER_MS = 20_000;

/** Statements whose rows are counted for their caller. */
const CHANGES: ReadonlySet<string> = new Set(["INSERT", "UPDATE", "DELETE", "MERGE"]);

/**
 * One connection to PostgreSQL. A round trip costs more than most statements, so nothing is sent for itself: BEGIN goes with the first
 * statement of the transaction, and a statement that nobody reads goes with the next one that somebody does, or with COMMIT. They take
 * effect in their order, and what fails among them fails the transaction.
 *
 * Its errors are bugs of ours, or {@link DatabaseAway}.
 */
export class PostgresConnection implements DatabaseConnection {
  readonly #client: pg.PoolClient;
  readonly #prepared = new PreparedStatements();
  /** Not sent yet. */
  #held: Statement[] = [];
  #isInTransaction = false;
  #hasBegun = false;
  #isLost = false;

  constructor(client: pg.PoolClient) {
    this.#client = client;
  }

  begin(): void {
    this.#isInTransaction = true;
    this.#hasBegun = false;
    this.#held = [this.#control("begin")];
  }

  async commit(): Promise<void> {
    if (!this.#hasBegun && this.#held.length === 1) return this.#end(); // nothing but BEGIN
    const { command } = await this.#send(this.#control("commit"));
    if (command !== "COMMIT") throw new Error("PostgreSQL took the transaction back");
    this.#end();
  }

  /** If the rollback cannot be sent, the connection is closed, and the database takes the transaction back by itself. */
  async rollBack(): Promise<void> {
    const hasBegun = this.#hasBegun;
    this.#end();
    if (hasBegun) await this.#send(this.#control("rollback")).catch(() => {});
  }

  #end(): void {
    this.#held = [];
    this.#isInTransaction = false;
  }

  /** @param query with `isUnread` if nobody waits for its outcome */
  async executeQuery<Row>(query: CompiledQuery & { readonly isUnread?: boolean }): Promise<QueryResult<Row>> {
    const statement = this.#statementOf(query);
    if (query.isUnread && this.#isInTransaction) {
      this.#held.push(statement);
      return { rows: [] };
    }
    const { command, count, rows } = await this.#send(statement);
    return { rows: rows as Row[], ...(CHANGES.has(command) && { numAffectedRows: BigInt(count) }) };
  }

  #statementOf({ sql, parameters }: CompiledQuery): Statement {
    const values = demandStorable(parameters).map(wireValue);
    return { prepared: values.length === 0 ? this.#prepared.once(sql) : this.#prepared.of(sql), values };
  }

  #control(text: "begin" | "commit" | "rollback"): Statement {
    return { prepared: this.#prepared.of(text), values: [] };
  }

  async #send(last: Statement): Promise<Outcome> {
    if (this.#isLost) throw new DatabaseAway(undefined);
    const exchange = new Exchange([...this.#held, last], readerOf);
    this.#held = [];
    this.#hasBegun = this.#isInTransaction;
    const late = setTimeout(() => this.#client.connection.stream.destroy(), ANSWER_MS);
    try {
      this.#client.query(exchange);
      const outcome = (await exchange.outcomes).at(-1);
      if (outcome === undefined) throw new Error("PostgreSQL answered nothing");
      return outcome;
    } catch (error) {
      throw this.#meaningOf(error);
    } finally {
      clearTimeout(late);
    }
  }

  #meaningOf(error: unknown): unknown {
    this.#isLost ||= isLost(error);
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
