/** The clock and the pause of anything that waits and tries again. */
export interface Waiting {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Takes milliseconds; rejects when the command is interrupted. */
  readonly sleep: (duration: number) => Promise<void>;
}
