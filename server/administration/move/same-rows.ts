import { Buffer } from "node:buffer";
import type { DatabaseSync } from "node:sqlite";
import { isForLater, type PostgresCopy } from "../../platform/store/postgres-copy.ts";
import { type CopiedTable, rowsOf } from "../../platform/store/sqlite-tables.ts";
import { rowHash } from "../../platform/store/table-sum.ts";

type Row = readonly unknown[];

export interface Copied {
  readonly rows: number;
  /** The number of rows that had to be written, changed or deleted. 0: both databases have the same rows. */
  readonly changes: number;
}

/** The database counts in them itself, by triggers on what is counted. */
export const COUNTED: ReadonlySet<string> = new Set(["machine_counts", "passkey_counts"]);
/** A table is told again after so many rows. */
const TOLD_ROWS = 20_000;

/**
 * Makes the rows of PostgreSQL those of the embedded database as it is now, table by table: what is missing is written, what differs is changed, what
 * is too much is deleted. It continues from whatever is there, so that it can be killed at any moment and started again.
 *
 * @param tell is told how far a table is
 */
export async function makeSame(
  source: DatabaseSync,
  target: PostgresCopy,
  tables: readonly CopiedTable[],
  tell: (table: string, rows: number) => void,
): Promise<Copied> {
  const copying = new Copying(source, target, tell);
  source.exec("begin"); // what is read stays as it is now, while a server continues
  try {
    await target.asOfNow(async () => {
      for (const table of parentsFirst(tables)) if (!COUNTED.has(table.name)) await copying.table(table);
    });
  } finally {
    source.exec("rollback");
  }
  await copying.finish();
  return { rows: copying.rows, changes: copying.changes };
}

type Deed = () => Promise<void>;

class Copying {
  readonly #source: DatabaseSync;
  readonly #target: PostgresCopy;
  readonly #tell: (table: string, rows: number) => void;
  /** Done after every table was read: a row is deleted after those that point to it. */
  readonly #later: Deed[] = [];
  readonly #removals: Deed[] = [];
  rows = 0;
  changes = 0;

  constructor(source: DatabaseSync, target: PostgresCopy, tell: (table: string, rows: number) => void) {
    this.#source = source;
    this.#target = target;
    this.#tell = tell;
  }

  async table(table: CopiedTable): Promise<void> {
    if (table.key.length === 0) return this.#whole(table);
    const ours = this.#ours(table);
    const theirs = this.#target.rows(table);
    const missing: Row[] = [];
    let [one, other] = [ours.next().value, (await theirs.next()).value];
    let read = 0;
    while (one !== undefined || other !== undefined) {
      const order = one === undefined ? 1 : other === undefined ? -1 : compareKeys(table, one, other);
      if (order <= 0 && one !== undefined) {
        if (order < 0) missing.push(one);
        else if (other !== undefined && rowHash(one) !== rowHash(other)) this.#change(table, one);
        read += 1;
        if (read % TOLD_ROWS === 0) this.#tell(table.name, read);
      }
      if (order > 0 && other !== undefined) this.#remove(table, other);
      if (missing.length >= this.#target.mostRows(table)) await this.#insert(table, missing.splice(0));
      if (order <= 0) one = ours.next().value;
      if (order >= 0) other = (await theirs.next()).value;
    }
    if (missing.length > 0) await this.#insert(table, missing);
    this.rows += read;
  }

  /** Rows of which nothing says which is which. There are few of them. */
  async #whole(table: CopiedTable): Promise<void> {
    const ours = [...this.#ours(table)];
    const theirs: Row[] = [];
    for await (const row of this.#target.rows(table)) theirs.push(row);
    this.rows += ours.length;
    const hashes = (rows: readonly Row[]) => rows.map(rowHash).sort().join();
    if (hashes(ours) === hashes(theirs)) return;
    this.changes += 1;
    await this.#target.empty(table);
    if (ours.length > 0) await this.#insert(table, ours);
  }

  *#ours(table: CopiedTable): Generator<Row, undefined> {
    for (const row of rowsOf(this.#source, table).iterate()) yield Object.values(row);
    return undefined;
  }

  async #insert(table: CopiedTable, rows: readonly Row[]): Promise<void> {
    this.changes += rows.length;
    try {
      await this.#target.insert(table, rows);
    } catch (error) {
      if (!isForLater(error)) throw error;
      for (const row of rows) this.#later.push(() => this.#target.insert(table, [row]));
    }
  }

  #change(table: CopiedTable, row: Row): void {
    this.changes += 1;
    this.#later.push(() => this.#target.update(table, row));
  }

  #remove(table: CopiedTable, row: Row): void {
    this.changes += 1;
    this.#removals.unshift(() => this.#target.remove(table, row));
  }

  /** Does what waits, again and again as long as some can be done. */
  async finish(): Promise<void> {
    let waiting = [...this.#later, ...this.#removals];
    while (waiting.length > 0) {
      const left: Deed[] = [];
      let why: unknown;
      for (const deed of waiting)
        await deed().catch((error: unknown) => {
          if (!isForLater(error)) throw error;
          why = error;
          left.push(deed);
        });
      if (left.length === waiting.length) throw why;
      waiting = left;
    }
  }
}

/** Compares keys as both databases do: numbers by size, text by its bytes. */
function compareKeys({ columns, key }: CopiedTable, one: Row, other: Row): number {
  for (const { name } of key) {
    const at = columns.indexOf(name);
    const order = compare(one[at], other[at]);
    if (order !== 0) return order;
  }
  return 0;
}

function compare(one: unknown, other: unknown): number {
  if (typeof one === "string" && typeof other === "string") return Buffer.compare(Buffer.from(one), Buffer.from(other));
  const [a, b] = [Number(one), Number(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A row is written after those that it points to. No tables point to each other in a circle. */
function parentsFirst(tables: readonly CopiedTable[]): readonly CopiedTable[] {
  const placed = new Set<CopiedTable>();
  const place = (table: CopiedTable): void => {
    if (placed.has(table)) return;
    for (const parent of tables) if (parent !== table && table.pointsTo.includes(parent.name)) place(parent);
    placed.add(table);
  };
  for (const table of tables) place(table);
  return [...placed];
}
