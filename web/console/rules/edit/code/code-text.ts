import type { Diagnostic } from "@codemirror/lint";
import type { Text } from "@codemirror/state";
import { makeVisible } from "../../../../ui/make-visible.ts";

/** A problem at a place in a text. Lines and columns count from 1, in UTF-16 code units. */
export interface CodeProblem {
  readonly severity: "error" | "warning";
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
}

/** Finds a place in a text that may have changed since, so that the place may lie beyond its end. */
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

/** Gives the one change that turns a text into another. The common beginning and end stay untouched. */
export function changeBetween(before: string, after: string): { from: number; to: number; insert: string } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}
