import type { PostgresCursor, PostgresPoolClient, PostgresQueryResult } from "kysely";
import type pg from "pg";
import { demandStorable } from "./bindings.ts";
import { DatabaseAway } from "./database-away.ts";
import { codeOf, isAway, isLost, quotesValue } from "./postgres-errors.ts";

/** Our queries are few and their texts constant, but lists of varying length must not fill the memory of every connection. */
const MAX_NAMED = 500;

/** Names of prepared statements: each text is parsed and planned once for each connection. */
export class Statements {
  readonly #names = new Map<string, string>();

  /** Undefined where there are enough already. */
  nameOf(sql: string): string | undefined {
    const cached = this.#names.get(sql);
    if (cached !== undefined || this.#names.size >= MAX_NAMED) return cached;
    const name = `nearside_${this.#names.size + 1}`;
    this.#names.set(sql, name);
    return name;
  }
}

/** One connection, in the shape that Kysely's driver uses. Its errors are bugs of ours, or {@link DatabaseAway}. */
export class PreparingClient implements PostgresPoolClient {
  readonly #client: pg.PoolClient;
  readonly #statements: Statements;
  #isLost = false;

  constructor(client: pg.PoolClient, statements: Statements) {
    this.#client = client;
    this.#statements = statements;
  }

  query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>;
  query<R>(
    sql: string | PostgresCursor<R>,
    parameters: readonly unknown[] = [],
  ): Promise<PostgresQueryResult<R>> | PostgresCursor<R> {
    if (typeof sql !== "string") throw new Error("rows are not streamed from PostgreSQL");
    return this.#run<R>(sql, parameters);
  }

  async #run<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>> {
    if (this.#isLost) throw new DatabaseAway(undefined);
    const values = demandStorable(parameters);
    const name = values.length === 0 ? undefined : this.#statements.nameOf(text);
    try {
      const query = name === undefined ? { text, values } : { name, text, values };
      const { command, rowCount, rows } = await this.#client.query(query);
      return { command: command as PostgresQueryResult<R>["command"], rowCount: rowCount ?? 0, rows };
    } catch (error) {
      this.#isLost = isLost(error);
      if (isAway(error)) throw new DatabaseAway(error);
      if (quotesValue(error)) throw new Error(`the database refused a value (SQLSTATE ${codeOf(error)})`);
      throw error;
    }
  }

  release(destroy = false): void {
    this.#client.release(destroy || this.#isLost);
  }
}
