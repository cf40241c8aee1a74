import type { Log } from "../log/log.ts";

/** Work that goes on beside the requests. */
export interface Rounds {
  /** Resolves when no round is running any more. */
  stop(): Promise<void>;
}

interface Round {
  /** Milliseconds from the beginning of one round to the beginning of the next. */
  readonly every: number;
  readonly log: Log;
  /** The line for the log when a round fails. */
  readonly failed: string;
  /** True if the first round begins now. */
  readonly atOnce?: boolean;
}

/** Runs work again and again, never twice at once. A failed round is logged, and the next one tries again. */
export function inRounds({ every, log, failed, atOnce = false }: Round, run: () => Promise<void>): Rounds {
  let round: Promise<void> | undefined;
  const begin = () => {
    round ??= run()
      .catch((err: unknown) => log.error({ err }, failed))
      .finally(() => {
        round = undefined;
      });
  };
  if (atOnce) begin();
  const timer = setInterval(begin, every);
  timer.unref(); // the timer alone keeps no process alive
  return {
    async stop() {
      clearInterval(timer);
      await round;
    },
  };
}
