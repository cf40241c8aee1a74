/** The clock, and a pause, of whatever waits and tries again. */
export interface Waiting {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Takes milliseconds; rejects when the command is interrupted. */
  readonly sleep: (duration: number) => Promise<void>;
}
