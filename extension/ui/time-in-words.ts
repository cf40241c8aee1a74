const UNITS = [
  { name: "day", size: 86_400 },
  { name: "hour", size: 3_600 },
  { name: "minute", size: 60 },
  { name: "second", size: 1 },
] as const;

const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? "" : "s"}`;

/** A span of time in the largest unit that divides it to at least one, "15 minutes", "30 days". Seconds. */
export function spanInWords(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const unit = UNITS.find(({ size }) => whole >= size);
  return unit === undefined ? "0 seconds" : plural(Math.floor(whole / unit.size), unit.name);
}

/** "12 seconds ago". Seconds. */
export const agoInWords = (seconds: number): string => (seconds < 2 ? "just now" : `${spanInWords(seconds)} ago`);

/** "4:05". Seconds. */
export function countdownText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
