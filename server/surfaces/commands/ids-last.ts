/**
 * Matches base64url of 128 random bits or more: thumbprints, credential ids and hashes of tickets, of which one in 64 begins with
 * a hyphen. A word of only small letters and hyphens is an option that the person meant.
 */
const LIKE_AN_OPTION = /^-(?!-?[a-z-]*$)[\w-]{21,}$/;

/**
 * Moves ids that look like options behind `--`, where they are read as ids. It moves nothing if `--` was typed already, or if the
 * word may be the value of an option.
 */
export function idsLast(typed: readonly string[]): readonly string[] {
  if (typed.includes("--")) return typed;
  const isId = (word: string, at: number): boolean =>
    LIKE_AN_OPTION.test(word) && !/^--[a-z-]+$/.test(typed[at - 1] ?? "");
  const ids = typed.filter(isId);
  return ids.length === 0 ? typed : [...typed.filter((word, at) => !isId(word, at)), "--", ...ids];
}
