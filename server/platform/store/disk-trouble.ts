import { consoleTexts } from "../../texts/console.ts";
import { logTexts } from "../../texts/log.ts";
import { EDGE_ERRORS, WireError } from "../wire-error.ts";

/** The disk of the database does not take or keep what is written. Nothing was written. */
export abstract class DiskTrouble extends WireError {
  /** Seconds after which a client may ask again. */
  protected abstract readonly retrySeconds: number;

  get code() {
    return "temporarily_unavailable";
  }

  get status() {
    return EDGE_ERRORS.temporarily_unavailable.status;
  }

  override get headers() {
    return { "Retry-After": String(this.retrySeconds) };
  }

  override get logLine() {
    return { level: "error", message: this.message, data: { err: this.cause } } as const;
  }
}

/** A sync failed, and what was written is lost or not: only a new start finds out. */
export class DiskFailed extends DiskTrouble {
  override readonly name = "DiskFailed";
  override readonly retrySeconds = 30;

  constructor(cause: unknown) {
    super(logTexts.disk.failed, { cause });
  }

  get description() {
    return consoleTexts.disk.failedNotice;
  }
}

/** The server continues by itself as soon as there is room. */
export class DiskFull extends DiskTrouble {
  override readonly name = "DiskFull";
  override readonly retrySeconds = 5;

  constructor(cause: unknown) {
    super(logTexts.disk.full, { cause });
  }

  get description() {
    return consoleTexts.disk.fullNotice;
  }
}
