const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? "" : "s"}`;

/** A span of time as people say it: the largest unit that fits, and the next where it is not zero. Seconds. */
export function spanInWords(seconds: number): string {
  const units = [
    { name: "day", size: 86_400 },
    { name: "hour", size: 3_600 },
    { name: "minute", size: 60 },
    { name: "second", size: 1 },
  ];
  const whole = Math.max(0, Math.floor(seconds));
  const at = units.findIndex((unit) => whole >= unit.size);
  const unit = units[at];
  if (unit === undefined) return "0 seconds";
  const next = units[at + 1];
  const first = plural(Math.floor(whole / unit.size), unit.name);
  const rest = next === undefined ? 0 : Math.floor((whole % unit.size) / next.size);
  return next === undefined || rest === 0 ? first : `${first} ${plural(rest, next.name)}`;
}

/** How long ago, without the haste of a second hand once a minute has passed. Seconds. */
export function agoInWords(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 2) return "just now";
  return `${whole < 60 ? plural(whole, "second") : plural(Math.floor(whole / 60), "minute")} ago`;
}

/** `4:05`. Seconds. */
export const clockText = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
