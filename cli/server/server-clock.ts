import type { ServerRefusal } from "./server-refusal.ts";

/**
 * The server's clock as far as this machine knows it (protocol §2): our own, corrected by the times that the server signed
 * or sent.
 */
export interface ServerClock {
  /** NumericDate, seconds. */
  seconds(): number;
  /** Takes that for the server's time just now. Seconds. */
  learn(serverSeconds: number): void;
  /** Server minus this machine, seconds. */
  offset(): number;
}

/** Seconds. A time in whole seconds that was on its way for a moment says nothing of so small a difference. */
const ROUNDING = 1;

/** @param now epoch milliseconds of this machine */
export function createServerClock(now: () => number): ServerClock {
  let offset = 0;
  const own = (): number => Math.floor(now() / 1000);
  return {
    seconds: () => own() + offset,
    learn: (serverSeconds) => {
      const found = serverSeconds - own();
      offset = Math.abs(found) > ROUNDING ? found : 0;
    },
    offset: () => offset,
  };
}

/**
 * Takes over the server's time from a `clock_skew` refusal, so that the next try may work (protocol §2). @returns false
 * if the refusal has none
 */
export function correctClock(clock: ServerClock, refusal: ServerRefusal): boolean {
  if (refusal.error !== "clock_skew" || refusal.serverTime === undefined) return false;
  clock.learn(refusal.serverTime);
  return true;
}
