// Spans of time in the words of terminal, page and extension. Every argument is in seconds.

const UNITS = [
  { name: "day", size: 86_400 },
  { name: "hour", size: 3_600 },
  { name: "minute", size: 60 },
  { name: "second", size: 1 },
] as const;

const wholeSeconds = (seconds: number): number => Math.max(0, Math.floor(seconds));
const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? "" : "s"}`;

/** Uses the largest unit that fits, and the next if it is not zero: "15 minutes", "1 hour 30 minutes". */
export function spanInWords(seconds: number): string {
  return largestUnits(seconds, 2);
}

/** The same without seconds, up to the next whole minute: "1 minute", "2 hours 1 minute". */
export const minutesInWords = (seconds: number): string => spanInWords(Math.max(1, Math.ceil(seconds / 60)) * 60);

/** Uses the largest unit alone: "just now", "12 seconds ago", "2 minutes ago". */
export const agoInWords = (seconds: number): string => (seconds < 2 ? "just now" : `${largestUnits(seconds, 1)} ago`);

/** Minutes and seconds left: "4:05". */
export function countdownText(seconds: number): string {
  const whole = wholeSeconds(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function largestUnits(seconds: number, most: 1 | 2): string {
  let left = wholeSeconds(seconds);
  const at = UNITS.findIndex(({ size }) => left >= size);
  const words: string[] = [];
  for (const { name, size } of UNITS.slice(at, at + most)) {
    const count = Math.floor(left / size);
    left %= size;
    if (count > 0) words.push(plural(count, name));
  }
  return words.join(" ") || "0 seconds";
}
