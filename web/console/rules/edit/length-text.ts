const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** "60s", "10m", "8h", "90d" in seconds; nothing typed is null, and what is no length of time undefined. */
export function lengthIn(text: string): number | null | undefined {
  const typed = text.trim().replaceAll(" ", "").toLowerCase();
  if (typed === "") return null;
  const [, digits = "", unit = "s"] = /^([1-9]\d{0,6})([smhd])?$/.exec(typed) ?? [];
  return digits === "" ? undefined : Number(digits) * (UNITS[unit] ?? 1);
}

/** In the largest unit that fits at least twice, as the server writes it. */
export function lengthText(seconds: number | null): string {
  if (seconds === null) return "";
  for (const unit of ["d", "h", "m"]) {
    const each = UNITS[unit] ?? 1;
    if (seconds % each === 0 && seconds >= 2 * each) return `${seconds / each}${unit}`;
  }
  return `${seconds}s`;
}
