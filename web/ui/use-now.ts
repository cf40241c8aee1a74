import { useEffect, useState } from "react";
import type { Clock } from "../clock.ts";

/** Gives the time in milliseconds since the epoch, once every second. */
export function useNow(clock: Clock): number {
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => clock.everySecond(() => setNow(clock.now())), [clock]);
  return now;
}
