const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * Reads a span such as `90s`, `30m`, `24h` or `2d` as seconds.
 *
 * @returns NaN for any other text
 */
export function typedSpan(text: string): number {
  const [, number = "", unit = ""] = /^(\d{1,8})([smhd])$/.exec(text) ?? [];
  return number === "" ? Number.NaN : Number(number) * (UNITS[unit] ?? Number.NaN);
}
