/**
 * The database cannot be reached, or would not do it now. Nothing was changed: what was begun there it takes back. Only
 * of a COMMIT that was under way when the connection broke nobody knows, as of any answer that is lost; whoever asks again
 * finds out.
 */
export class DatabaseAway extends Error {
  override readonly name = "DatabaseAway";

  constructor(cause: unknown) {
    super("the database is away, or would not do it now", { cause });
  }
}
