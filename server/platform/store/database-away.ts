/**
 * The database cannot be reached, or cannot do this now. Nothing was changed: it takes back what was begun there. Only the result of a
 * COMMIT that was under way when the connection broke is unknown, like any lost response; a repeated request finds out.
 */
export class DatabaseAway extends Error {
  override readonly name = "DatabaseAway";

  constructor(cause: unknown) {
    super("the database is away, or would not do it now", { cause });
  }
}
