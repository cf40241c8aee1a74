import type { RuleShown } from "@nearside/shared/api/console/rules.ts";

// A report-only rule is activated by taking its @mode("report-only") out of the text. The rest stays as it is,
// byte for byte, and the server checks the result like any other draft.

/** Matches what may be between a rule's annotations. */
const SPACE = /(?:\s|\/\/[^\n]*(?:\n|$))*/y;
const ANNOTATION = /@\s*([A-Za-z_]\w*)\s*(?:\(\s*"((?:[^"\\]|\\.)*)"\s*\))?/y;

/** Gives the text in which that rule is active; undefined if the rule isn't found as the server showed it. */
export function textActivated(text: string, rule: RuleShown): string | undefined {
  const start = startOf(text, rule);
  if (start === undefined) return undefined;
  for (let at = end(SPACE, text, start); at !== undefined; at = end(SPACE, text, at)) {
    ANNOTATION.lastIndex = at;
    const [written = "", name, value] = ANNOTATION.exec(text) ?? [];
    if (written === "") return undefined;
    if (name === "mode" && value === "report-only") return without(text, at, at + written.length);
    at += written.length;
  }
  return undefined;
}

function end(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from;
  const found = pattern.exec(text);
  return found === null ? undefined : from + found[0].length;
}

/** Looks for the rule in its line only: another rule may have the very same text but for its id. */
function startOf(text: string, { line, text: written }: RuleShown): number | undefined {
  let from = 0;
  for (let nth = 1; nth < line; nth++) {
    const next = text.indexOf("\n", from);
    if (next === -1) return undefined;
    from = next + 1;
  }
  const at = text.indexOf(written, from);
  const lineEnd = text.indexOf("\n", from);
  return at === -1 || (lineEnd !== -1 && at > lineEnd) ? undefined : at;
}

/** Takes a range out of the text, and its whole line if nothing else is in it. */
function without(text: string, from: number, to: number): string {
  const lineStart = text.lastIndexOf("\n", from - 1) + 1;
  const lineEnd = text.indexOf("\n", to);
  const isAlone = text.slice(lineStart, from).trim() === "" && lineEnd !== -1 && text.slice(to, lineEnd).trim() === "";
  if (isAlone) return text.slice(0, lineStart) + text.slice(lineEnd + 1);
  return text.slice(0, from) + text.slice(to).replace(/^[ \t]+/, "");
}
