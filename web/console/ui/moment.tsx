import { LANGUAGE } from "@nearside/shared/text/amounts.ts";
import { readingTexts } from "../../texts/console/frame.tsx";
import { useConsole } from "../console-context.ts";

/**
 * Shows a moment as "3 minutes ago", and its exact time at a longer look. Milliseconds since the epoch; `never` is the
 * text for null.
 */
export function Moment({ at, never = readingTexts.never }: { at: number | null; never?: string }) {
  const { clock } = useConsole();
  if (at === null) return <>{never}</>;
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {relativeTime(at, clock.now())}
    </time>
  );
}

/** Shows a moment as "25 Nov 2026, 14:05:07": for steps that follow each other within seconds. */
export const PreciseMoment = ({ at }: { at: number }) => (
  <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
    {PRECISE.format(at)}
  </time>
);

// Times as a person reads them, in the browser's zone and the pages' language. All of them take milliseconds since the
// epoch.

const TIME = new Intl.DateTimeFormat(LANGUAGE, { timeStyle: "short" });
const DATE = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "medium" });
const PRECISE = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "medium", timeStyle: "medium" });
const DAY = new Intl.DateTimeFormat(LANGUAGE, { day: "numeric", month: "short" });
const EXACT = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "full", timeStyle: "long" });
const RELATIVE = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: "auto" });

/** Gives "14:05". */
export const clockTime = (at: number): string => TIME.format(at);
/** Gives "25 Nov 2026". */
export const dateText = (at: number): string => DATE.format(at);
/** Gives "25 Nov". */
export const dayText = (at: number): string => DAY.format(at);
/** Gives the time zone of the browser, such as "Europe/Berlin". */
export const zoneText = (): string => DATE.resolvedOptions().timeZone;
/** Gives "Wednesday, 25 November 2026 at 14:05:07 CET". */
export const exactTime = (at: number): string => EXACT.format(at);

const MINUTE = 60_000;
const STEPS = [
  ["second", 1000, MINUTE],
  ["minute", MINUTE, 3_600_000],
  ["hour", 3_600_000, 86_400_000],
  ["day", 86_400_000, 30 * 86_400_000],
] as const;

/** Gives "just now", "3 minutes ago" or "in 2 hours", and a date if the moment is more than a month away. */
export function relativeTime(at: number, now: number): string {
  const away = at - now;
  if (away <= 0 && away > -MINUTE) return readingTexts.justNow; // it is used within sentences about what has happened
  for (const [unit, size, end] of STEPS)
    if (Math.abs(away) < end) return RELATIVE.format(unit === "second" ? 0 : Math.trunc(away / size), unit);
  return dateText(at);
}
