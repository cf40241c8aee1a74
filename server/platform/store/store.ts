import type { Db } from "./database.ts";
import type { Ddl } from "./ddl.ts";
import type { Hearing, Line } from "./line.ts";
import type { ReadTurns } from "./read-turns.ts";

/** An open database of either kind. */
export interface Store {
  /**
   * Inside `db.transaction()` use the transaction only. On SQLite a query on `db` itself waits for the transaction's end, which never
   * comes; on PostgreSQL it takes a further connection, and many at once may take the last.
   */
  readonly db: Db;
  /** The same data for what may read much: see `WithReads`. */
  readonly reads: Db;
  /** Knows for whom a query of `reads` is, so that those of one person take turns. */
  readonly readTurns: ReadTurns;
  readonly ddl: Ddl;
  /** Learns what columns the tables have after the migrations of this version, so that what a newer one adds is no trouble. */
  learnColumns(): Promise<void>;
  /**
   * Erases everything that was overwritten or deleted before from the files that are ours to empty. On SQLite these are all files of the
   * database. PostgreSQL keeps such data for a while, and so do its archives: nothing can be done about that from here (docs/security.md).
   *
   * @returns false where it has to wait for a reader of the database, such as a backup
   */
  eraseOverwritten(): Promise<boolean>;
  /** The connections of the pool by what they do now, for an operator to read. Undefined on SQLite, which has one. */
  connections(): Readonly<Record<"in_use" | "idle" | "waited_for", number>> | undefined;
  /**
   * The transactions that may have written to that table and are not over. None on SQLite, which shows nothing before the end of the only
   * transaction there is.
   */
  writersOf(table: "events"): Promise<readonly string[]>;
  /** Opens a line to the other processes on this database. Close it before the store. */
  openLine(hearing: Hearing): Line;
  /** Ends every query and closes the database. */
  close(): Promise<void>;
}
