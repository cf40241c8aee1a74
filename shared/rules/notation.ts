import * as v from "valibot";
import { fieldTexts } from "../texts/fields.ts";

// Rules as their authors write them.

/** UTF-16 code units of a set of rules, and of the tests beside it. */
export const MOST_RULES_TEXT = 512 * 1024;

/**
 * A set in its author's text, or the text of its tests. It is parsed later, where an error can be reported with its
 * place.
 */
export const rulesTextSchema = v.pipe(
  v.string(),
  v.maxLength(MOST_RULES_TEXT, fieldTexts.kibibytes({ most: MOST_RULES_TEXT / 1024 })),
);

/** Units of a length of time, as in "60s", "10m", "8h", "90d". */
const UNITS = [
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
  ["s", 1],
] as const;

/** Reads a length in seconds; undefined if the text is no length. */
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
