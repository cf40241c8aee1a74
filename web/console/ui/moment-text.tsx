import { useConsole } from "../console-context.ts";
import { exactTime, relativeTime } from "./moment.ts";

/**
 * Shows a moment as "3 minutes ago", and its exact time at a longer look. Milliseconds since the epoch; `never` is the
 * text for null.
 */
export function Moment({ at, never = "never" }: { at: number | null; never?: string }) {
  const { clock } = useConsole();
  if (at === null) return <>{never}</>;
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {relativeTime(at, clock.now())}
    </time>
  );
}
