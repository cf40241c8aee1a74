import { countdownText } from "@nearside/shared/text/time-in-words.ts";
import type { Clock } from "../clock.ts";
import { useNow } from "./use-now.ts";

/** Seconds below which a screen reader says once that time runs out, and the colour changes. */
const SOON_SECONDS = 60;

/** Shows how long there still is, to the second. `until` in milliseconds since the epoch. */
export function Countdown({ clock, until }: { clock: Clock; until: number }) {
  const seconds = Math.max(0, Math.ceil((until - useNow(clock)) / 1000));
  const soon = seconds <= SOON_SECONDS;
  return (
    <>
      <span role="timer" className={soon ? "countdown countdown-soon" : "countdown"}>
        Expires in {countdownText(seconds)}
      </span>
      <span role="status" className="unseen">
        {soon && seconds > 0 ? "Less than a minute left" : ""}
      </span>
    </>
  );
}
