import * as v from "valibot";

/** UTF-16 code units of a set of rules, and of the tests beside it. */
export const MOST_RULES_TEXT = 512 * 1024;

/** A set as its author wrote it, or its tests. What they say is read later, and told with its place. */
export const rulesTextSchema = v.pipe(
  v.string(),
  v.maxLength(MOST_RULES_TEXT, `must have at most ${MOST_RULES_TEXT / 1024} KiB`),
);
