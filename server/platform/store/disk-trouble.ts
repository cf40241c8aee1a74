import { EDGE_ERRORS, WireError } from "../wire-error.ts";

/** The disk of the database does not take or keep what is written. Nothing of it was done. */
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
    super("the disk failed: look after it, and then start the server again", { cause });
  }

  get description() {
    return "The server's disk failed. Nothing is done until its operator has looked after it and started the server again.";
  }
}

/** The server goes on by itself as soon as there is room. */
export class DiskFull extends DiskTrouble {
  override readonly name = "DiskFull";
  override readonly retrySeconds = 5;

  constructor(cause: unknown) {
    super("the disk is full: make room in the file system of the data folder", { cause });
  }

  get description() {
    return "The server's disk is full, and nothing was changed. It goes on by itself once its operator has made room.";
  }
}
