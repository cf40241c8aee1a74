import type { Diagnostic } from "@codemirror/lint";
import type { Text } from "@codemirror/state";
import { makeVisible } from "../../../ui/make-visible.ts";

/** Something about a place in a text. Lines and columns from 1, in UTF-16 code units. */
export interface CodeProblem {
  readonly severity: "error" | "warning";
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
}

/** Where that place is in a text that may be another one by now. */
export function offsetOf(text: Text, line: number, column: number): number {
  const { from, to } = text.line(Math.min(Math.max(1, Math.trunc(line)), text.lines));
  return Math.min(from + Math.max(0, Math.trunc(column) - 1), to);
}

export const diagnosticsOf = (text: Text, problems: readonly CodeProblem[]): Diagnostic[] =>
  problems
    .map(({ severity, line, column, endLine, endColumn, message }) => {
      const from = offsetOf(text, line, column);
      return { severity, from, to: Math.max(from, offsetOf(text, endLine, endColumn)), message: makeVisible(message) };
    })
    .sort((one, other) => one.from - other.from);

/** The one change that makes a text another: what both begin and end with stays untouched. */
export function changeBetween(before: string, after: string): { from: number; to: number; insert: string } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
