import { useEffect, useState } from "react";
import type { Clock } from "../clock.ts";

/** The time in milliseconds since the epoch, told anew every second. */
export function useNow(clock: Clock): number {
  const [now, setNow] = useState(() => clock.now());
  useEffect(() => clock.everySecond(() => setNow(clock.now())), [clock]);
  return now;
}
