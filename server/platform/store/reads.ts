import { consoleTexts } from "../../texts/console.ts";
import { logTexts } from "../../texts/log.ts";
import { WireError } from "../wire-error.ts";
import type { Db } from "./database.ts";
import { DatabaseAway } from "./database-away.ts";

/** Demanded by functions that may read much, as a list, a search or an export does. No login waits for them. */
export interface WithReads {
  /**
   * The same data beside `db`: it changes nothing, has no transactions, and sees all that was committed before. A query that takes too
   * long ends with {@link ReadTooLong}, one whose turn does not come with {@link TooManyReads}.
   */
  readonly reads: Db;
}

/** The status and the sentence of the console's code. */
export const READ_TOO_LONG = {
  status: 503,
  sentence: consoleTexts.reads.tooLong,
} as const;

/** The query was given up: it would have kept others waiting for too long. */
export class ReadTooLong extends WireError {
  override readonly name = "ReadTooLong";

  constructor(cause?: unknown) {
    super(logTexts.reads.tooLong, { cause });
  }

  get code() {
    return "read_too_long";
  }

  get status() {
    return READ_TOO_LONG.status;
  }

  get description() {
    return READ_TOO_LONG.sentence;
  }

  override get logLine() {
    return { level: "warn", message: this.message, data: { err: this } } as const;
  }
}

/** Others read so much that the query did not get its turn. The database itself is well. */
export class TooManyReads extends DatabaseAway {
  override get description() {
    return consoleTexts.reads.noTurn;
  }

  override get logLine() {
    return { level: "warn", message: logTexts.reads.noTurn, data: { err: this } } as const;
  }
}
