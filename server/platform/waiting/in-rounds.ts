import type { Log } from "../log/log.ts";

/** Work that goes on beside the requests. */
export interface Rounds {
  /** Resolves when no round is under way any more. */
  stop(): Promise<void>;
}

export interface Round {
  /** Milliseconds from the beginning of one to the beginning of the next. */
  readonly every: number;
  readonly log: Log;
  /** Goes into the log where a round fails. */
  readonly failed: string;
  /** The first one begins now. */
  readonly atOnce?: boolean;
}

/** Runs it again and again, never twice at once. A round that fails is logged, and the next one tries again. */
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
  timer.unref(); // it alone keeps no process alive
  return {
    async stop() {
      clearInterval(timer);
      await round;
    },
  };
}
