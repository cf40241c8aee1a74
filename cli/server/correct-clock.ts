import type { ServerClock } from "./server-clock.ts";
import type { ServerRefusal } from "./server-refusal.ts";

/** `clock_skew` with the server's time: takes it over, so that the next try may work (protocol §2). Once per request. */
export function correctClock(clock: ServerClock, refusal: ServerRefusal): boolean {
  if (refusal.error !== "clock_skew" || refusal.serverTime === undefined) return false;
  clock.learn(refusal.serverTime);
  return true;
}
