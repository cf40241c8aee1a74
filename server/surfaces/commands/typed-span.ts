const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds in `90s`, `30m`, `24h`, `2d`; NaN of anything else. */
export function typedSpan(text: string): number {
  const [, number = "", unit = ""] = /^(\d{1,8})([smhd])$/.exec(text) ?? [];
  return number === "" ? Number.NaN : Number(number) * (UNITS[unit] ?? Number.NaN);
}
