// Lengths of time in the notation of rules: "60s", "10m", "8h", "90d".

const UNITS = [
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
  ["s", 1],
] as const;

/** Reads a length in seconds; undefined where the text is no length. */
export function readLength(text: string): number | undefined {
  const [, digits = "", unit] = /^([1-9]\d{0,6})([smhd])$/.exec(text) ?? [];
  const [, each] = UNITS.find(([name]) => name === unit) ?? [];
  return each === undefined ? undefined : Number(digits) * each;
}

/** Writes a length in the largest unit that fits at least twice, so that a minute stays "60s". */
export function writeLength(seconds: number): string {
  const [unit, each] = UNITS.find(([, each]) => seconds % each === 0 && seconds >= 2 * each) ?? ["s", 1];
  return `${seconds / each}${unit}`;
}
