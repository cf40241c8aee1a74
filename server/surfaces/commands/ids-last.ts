/**
 * Base64url of 128 random bits or more: thumbprints, credential ids and hashes of tickets. One in 64 begins with a hyphen. What has
 * nothing but small letters and hyphens is an option that somebody meant.
 */
const LIKE_AN_OPTION = /^-(?!-?[a-z-]*$)[\w-]{21,}$/;

/**
 * What was typed, with ids that look like options behind `--`, where they are what they are. Where `--` was typed already, and where
 * it may be an option's value, nothing is moved.
 */
export function idsLast(typed: readonly string[]): readonly string[] {
  if (typed.includes("--")) return typed;
  const isId = (word: string, at: number): boolean =>
    LIKE_AN_OPTION.test(word) && !/^--[a-z-]+$/.test(typed[at - 1] ?? "");
  const ids = typed.filter(isId);
  return ids.length === 0 ? typed : [...typed.filter((word, at) => !isId(word, at)), "--", ...ids];
}
