import type { Db } from "./database.ts";
import type { Ddl } from "./ddl.ts";

/** An open database of either kind. */
export interface Store {
  /**
   * Inside `db.transaction()` use the transaction only. On SQLite a query on `db` itself waits for its end, which never comes;
   * on PostgreSQL it takes a further connection, and many at once may take the last.
   */
  readonly db: Db;
  readonly ddl: Ddl;
  /**
   * From then on, nothing that was overwritten or deleted lies in those files of the database that are ours to empty. On SQLite that is
   * all of them. PostgreSQL keeps it for a while, and so do its archives: there is nothing to be done from here (docs/security.md).
   *
   * @returns false where it has to wait for somebody who reads the database, such as a backup
   */
  eraseOverwritten(): Promise<boolean>;
  /** Ends every query and lets the database go. */
  close(): Promise<void>;
}
