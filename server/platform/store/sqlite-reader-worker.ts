import { constants, getPriority, setPriority } from "node:os";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { ReaderAnswer, ReaderMessage } from "./sqlite-reader.ts";

// The process that reads the embedded database for the console. It changes nothing there, answers one query after the other, and ends with
// the server, which may kill it at any time. Only types are imported, so that it starts quickly.

/** Milliseconds for which it waits where the log of the database is just started again. */
const BUSY_TIMEOUT_MS = 2000;
/** Our queries are few and their texts constant, but lists of varying length must not fill memory. */
const MAX_CACHED_STATEMENTS = 500;
/** No process has a lower priority. */
const LOWEST = constants.priority.PRIORITY_LOW;

interface Prepared {
  readonly statement: StatementSync;
  readonly columns: readonly string[];
}

class Reading {
  readonly #prepared = new Map<string, Prepared>();
  #database: DatabaseSync | undefined;

  open(path: string): void {
    this.#database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS, defensive: true });
    this.#database.exec("pragma trusted_schema = off");
  }

  answer(sql: string, values: readonly SQLInputValue[]): ReaderAnswer {
    try {
      const { statement, columns } = this.#prepare(sql);
      return { columns, rows: statement.all(...values) };
    } catch (error) {
      return { failed: error instanceof Error ? error.message : String(error) };
    }
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    if (this.#database === undefined) throw new Error("the reader was not told its database");
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    const made = { statement, columns: statement.columns().map(({ name }) => name) };
    if (this.#prepared.size >= MAX_CACHED_STATEMENTS) this.#prepared.clear();
    this.#prepared.set(sql, made);
    return made;
  }
}

const reading = new Reading();
try {
  setPriority(Math.min(getPriority() + constants.priority.PRIORITY_BELOW_NORMAL, LOWEST)); // logins come first where processors are few
} catch {
  // where no process may change its priority, it reads with that of the server
}
// A terminal sends its signals to all processes of the server. This one ends when the server ends it, or has ended itself.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
process.on("disconnect", () => process.exit());
process.on("message", (message: ReaderMessage) => {
  if ("path" in message) reading.open(message.path);
  else process.send?.(reading.answer(message.sql, message.values));
});
