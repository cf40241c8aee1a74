import { setTimeout } from "node:timers/promises";

/** The clock and the pause of anything that waits and tries again. */
export interface Waiting {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Takes milliseconds; rejects when the command is interrupted. */
  readonly sleep: (duration: number) => Promise<void>;
  /** Called while something is asked again and again: with true once the server can't be reached, with false once it answers again. */
  readonly serverAway?: ((isAway: boolean) => void) | undefined;
}

/** Takes milliseconds. Ends early, and without an error, once the signal is aborted. */
export const pause = (duration: number, signal: AbortSignal): Promise<void> =>
  setTimeout(duration, undefined, { signal }).catch(() => undefined);

/** Never resolves, and rejects with the signal's reason once that is aborted. */
export const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    const end = (): void => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
