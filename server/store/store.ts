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
  /** Ends every query and lets the database go. */
  close(): Promise<void>;
}
