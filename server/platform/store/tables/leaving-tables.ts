/** Append-only: the database itself refuses a change. */
interface OffboardingsTable {
  /** `of_…` */
  id: string;
  /** Unique: nobody leaves twice. */
  user_id: string;
  /** Epoch milliseconds. */
  at: number;
  /** The signed report, compact JWS (protocol §4.7). */
  report: string;
}

export interface LeavingTables {
  offboardings: OffboardingsTable;
}
