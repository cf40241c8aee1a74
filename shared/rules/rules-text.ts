import * as v from "valibot";

/** UTF-16 code units of a set of rules, and of the tests beside it. */
export const MOST_RULES_TEXT = 512 * 1024;

/**
 * A set in its author's text, or the text of its tests. It is parsed later, where an error can be reported with its
 * place.
 */
export const rulesTextSchema = v.pipe(
  v.string(),
  v.maxLength(MOST_RULES_TEXT, `must have at most ${MOST_RULES_TEXT / 1024} KiB`),
);
