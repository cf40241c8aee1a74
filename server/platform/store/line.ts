/** Hears what other processes say that use the same database. */
export interface Hearing {
  /** The line is open, for the first time or again. Anything may have been said meanwhile. */
  opened(): void;
  hear(message: string): void;
  /** The line was lost, and is opened again as soon as possible. */
  lost(error: unknown): void;
}

/** A line to the other processes that use the same database. */
export interface Line {
  /**
   * Sends to all of them, and to this process too.
   *
   * @param message at most {@link LONGEST_MESSAGE} bytes; no secret, for everybody who may use the database can hear it
   * @returns false if the line is lost: nobody heard it
   */
  say(message: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Bytes. PostgreSQL takes fewer than 8000. */
export const LONGEST_MESSAGE = 7900;

/** The line of a process that has the database for itself. Nothing is heard on it. */
export const openNoLine = (): Line => ({ say: async () => false, close: async () => {} });
