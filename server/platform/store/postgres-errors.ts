import pg from "pg";

// The meaning of PostgreSQL's errors for us: SQLSTATE codes, appendix A of its manual.

/** The connection is lost, or useless. */
const LOST = new Set([
  "57P01", // admin_shutdown
  "57P02", // crash_shutdown
  "57P03", // cannot_connect_now
  "57P05", // idle_session_timeout
  "25P03", // idle_in_transaction_session_timeout
  "25P04", // transaction_timeout
  "25006", // read_only_sql_transaction: the primary became a replica
]);
const LOST_CLASSES = ["08", "53", "58"]; // connection exception, insufficient resources, system error

/** Only the transaction was ended, and the next one may succeed. */
const TRY_AGAIN = new Set([
  "57014", // query_canceled: statement_timeout
  "55P03", // lock_not_available: lock_timeout
  "40001", // serialization_failure: our transactions are READ COMMITTED, so only where somebody changed that
  "40P01", // deadlock_detected: see docs/architecture.md, "locks in one order"
]);

/** PostgreSQL did not answer in time. It may be stopped, or the network may be cut. */
export class Silence extends Error {
  readonly code = "ETIMEDOUT";

  constructor() {
    super("PostgreSQL did not answer in time");
  }
}

/** The error of `pg` for a connection that took too long to make. */
const NOT_CONNECTED = /due to connection timeout/;
/** Its error where the others kept all connections for too long. */
const NO_PLACE = /timeout exceeded when trying to connect/;

export const isSilence = (error: unknown): boolean =>
  error instanceof Silence || (error instanceof Error && NOT_CONNECTED.test(error.message));

/** True if nobody gave a connection back in time. The database may be well: those that have one know. */
export const isWithoutPlace = (error: unknown): boolean => error instanceof Error && NO_PLACE.test(error.message);

export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;

/** True if the connection with that error is to be closed. An error that is no answer of the database is one of the connection. */
export function isLost(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return true;
  const { code = "" } = error;
  return LOST.has(code) || LOST_CLASSES.some((start) => code.startsWith(start));
}

/** True for "cached plan must not change result type": a newer server has changed a table, and what was prepared before is to be again. */
export const isStale = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.routine === "RevalidateCachedQuery";

/** True if the error is no bug, and the same request may succeed in a moment. */
export const isAway = (error: unknown): boolean =>
  isLost(error) || isStale(error) || TRY_AGAIN.has(codeOf(error) ?? "");

/** `query_canceled`: statement_timeout. */
export const tookTooLong = (error: unknown): boolean => codeOf(error) === "57014";

/** The class "data exception", whose messages quote the value. */
export const quotesValue = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && (error.code ?? "").startsWith("22");
