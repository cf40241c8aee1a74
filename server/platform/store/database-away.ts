import { EDGE_ERRORS, WireError } from "../wire-error.ts";

/** Seconds: a connection is made again as soon as somebody asks. */
const RETRY_SECONDS = 1;

/**
 * The database cannot be reached, or did not do what was asked. Nothing was changed: the database rolls back what was started. A COMMIT
 * that was under way when the connection broke may have been done or not, like any request whose answer is lost; the next request
 * finds out.
 */
export class DatabaseAway extends WireError {
  override readonly name = "DatabaseAway";

  constructor(cause: unknown) {
    super("the database is away, or would not do it now", { cause });
  }

  get code() {
    return "temporarily_unavailable";
  }

  get status() {
    return EDGE_ERRORS.temporarily_unavailable.status;
  }

  get description(): string {
    return EDGE_ERRORS.temporarily_unavailable.sentence;
  }

  override get headers() {
    return { "Retry-After": String(RETRY_SECONDS) };
  }

  override get logLine(): WireError["logLine"] {
    return { level: "warn", message: "the database is away", data: { err: this } };
  }
}
