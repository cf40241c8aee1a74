import type { Log } from "../log/log.ts";

/** Work that runs beside the requests. */
export interface Stoppable {
  /** Resolves when no round is running any more. */
  stop(): Promise<void>;
}

/** Work that is done again and again. */
export interface Rounds extends Stoppable {
  /** Begins a round now, or another one as soon as the one that is running has ended. */
  soon(): void;
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
  let isAnotherDue = false;
  const begin = () => {
    round ??= run()
      .catch((err: unknown) => log.error({ err }, failed))
      .finally(() => {
        round = undefined;
        if (!isAnotherDue) return;
        isAnotherDue = false;
        begin();
      });
  };
  if (atOnce) begin();
  const timer = setInterval(begin, every);
  timer.unref(); // the timer alone keeps no process alive
  return {
    soon() {
      if (round === undefined) begin();
      else isAnotherDue = true;
    },
    async stop() {
      clearInterval(timer);
      isAnotherDue = false;
      await round;
    },
  };
}
