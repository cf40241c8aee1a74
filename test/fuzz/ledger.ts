// Compares the rows of the running server, so that a refused message is seen to have moved nothing.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The security log, and the marks against replay: they are meant to grow. */
const APART = new Set(["events", "replay"]);
/** Until when a command line is seen to wait: each of its polls moves it on, and a poll that hears "not yet" is no bad message. */
const POLLED = "waited_until";
/** Rows whose time is over may be tidied away at any moment. */
const SOON_MS = 2000;

type Rows = ReadonlyMap<string, number>;

export class Ledger {
  readonly #database: DatabaseSync;
  readonly #tables: readonly string[];
  #version: unknown;
  #rows: Rows;

  constructor(dataFolder: string) {
    this.#database = new DatabaseSync(join(dataFolder, "nearside.db"), { readOnly: true, timeout: 5000 });
    this.#tables = this.#database
      // an index of texts is a virtual table that can't be read whole; its own tables beside it can
      .prepare("SELECT name FROM sqlite_schema WHERE rootpage > 0 AND type = 'table' AND name NOT GLOB 'sqlite_*'")
      .all()
      .map(({ name }) => String(name))
      .filter((name) => !APART.has(name));
    this.#rows = this.#read();
  }

  /** From now on, this is what was before. */
  note(): void {
    this.#version = this.#now();
    this.#rows = this.#read();
  }

  /** Tells what moved since {@link note}; undefined if nothing did. */
  moved(): string | undefined {
    if (this.#now() === this.#version) return undefined;
    const before = this.#rows;
    this.note();
    for (const row of this.#rows.keys()) if (!before.has(row)) return `new or changed: ${row.slice(0, 300)}`;
    for (const [row, ends] of before)
      if (!this.#rows.has(row) && ends > Date.now() + SOON_MS) return `gone: ${row.slice(0, 300)}`;
    return undefined;
  }

  close(): void {
    this.#database.close();
  }

  /** Changes when another connection has written anything (PRAGMA data_version). */
  #now(): unknown {
    return this.#database.prepare("PRAGMA data_version").get()?.["data_version"];
  }

  /** The active ones, each with the time when it ends. */
  #read(): Rows {
    const rows = new Map<string, number>();
    for (const table of this.#tables)
      for (const { [POLLED]: _, ...row } of this.#database.prepare(`SELECT * FROM "${table}"`).all()) {
        const ends = Number(row["expires_at"] ?? Number.MAX_SAFE_INTEGER);
        if (ends > Date.now()) rows.set(`${table} ${JSON.stringify(row)}`, ends);
      }
    return rows;
  }
}
