/** Where a policy stands in its text: from its first annotation to its semicolon, in UTF-16 code units. */
export interface RuleSpan {
  readonly start: number;
  readonly end: number;
  /** A comment stands within it. */
  readonly hasComment: boolean;
}

/** Comments, texts, ends, and whatever else is no space: all that tells where a policy ends. */
const TOKEN = /\/\/[^\n\r]*|"(?:\\.|[^"\\])*"|;|[^\s;"/]+|[/"]/gs;

/**
 * Every policy of a text that the engine can read, in its order. The engine tells the policies without their places, and the same words
 * may stand in a comment before.
 */
export function ruleSpansOf(text: string): readonly RuleSpan[] {
  const spans: RuleSpan[] = [];
  let start: number | undefined;
  let hasComment = false;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token.startsWith("//")) {
      hasComment = true;
      continue;
    }
    if (start === undefined) {
      start = index;
      hasComment = false;
    }
    if (token !== ";") continue;
    spans.push({ start, end: index + 1, hasComment });
    start = undefined;
  }
  return spans;
}
