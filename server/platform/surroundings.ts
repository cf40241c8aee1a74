import type { RandomBytes } from "@nearside/shared/ids.ts";

/** Epoch milliseconds. */
export type Clock = () => number;
/** Returns that many bytes of a cryptographically strong source. */
export type Random = RandomBytes;

export interface WithClock {
  readonly clock: Clock;
}
export interface WithRandom {
  readonly random: Random;
}
export interface WithStopping {
  /** Aborted when the server was asked to end: held polls answer then. */
  readonly stopping: AbortSignal;
}

/** The parts of the world that only `main.ts` reads. Everything else is given them. */
export type Surroundings = WithClock & WithRandom;

/** NumericDate of now (RFC 7519 §2): whole seconds. */
export const secondsNow = ({ clock }: WithClock): number => Math.floor(clock() / 1000);
