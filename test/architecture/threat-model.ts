/** Reads the claims of docs/threat-model.md and the tests of its rows, so that one can be held to the other. */
import { type TableRow, tableRows } from "./markdown-table.ts";
import type { Source } from "./source.ts";
import { everyNodeOf, nodeAt, nodesAt, parseSource, type SyntaxNode, textAt } from "./syntax-tree.ts";

/** One attack of the threat model. */
export interface Row {
  /** "R2" */
  readonly id: string;
  /** The names of its file column, such as "approval-with-stolen-cookie"; two if the row names two. */
  readonly names: readonly string[];
  /** The part that the row waits for: "console"; undefined if everything that it needs is built. */
  readonly waitsFor: string | undefined;
}

/** The rows of every table that has an `id` and a `file` column. Throws if a row of one has no id or no file. */
export const rowsOf = (markdown: string): readonly Row[] =>
  tableRows(markdown)
    .filter((row) => row.has("id") && row.has("file"))
    .map(rowOf);

function rowOf(cells: TableRow): Row {
  const id = cells.get("id") ?? "";
  const names = (cells.get("file") ?? "").split(",").map((name) => name.trim());
  if (!/^[A-Z]\d+$/.test(id) || !names.every((name) => /^[a-z]+(?:-[a-z]+)*$/.test(name)))
    throw new Error(`not a row of the threat model: ${[...cells.values()].join(" | ")}`);
  return { id, names, waitsFor: cells.get("waits for") || undefined };
}

/** The comment that a file begins with. */
export function headComment(text: string): string {
  const [comment = ""] = /^(?:\/\/[^\n]*\n)+|^\/\*[\s\S]*?\*\//.exec(text) ?? [];
  return comment;
}

/** The ids of rows that a text names: "R2", "B4" … */
export const idsIn = (text: string): readonly string[] => text.match(/\b[RMSBPIA]\d+\b/g) ?? [];

/**
 * The words in the texts of a source: string literals, templates and patterns, not its comments, its names or the titles
 * of its tests. An assertion names the code that it expects by such a word, alone or as `400 other_session`.
 */
export function wordsOf(source: Source): ReadonlySet<string> {
  const nodes = everyNodeOf(parseSource(source));
  const titles = new Set(nodes.flatMap(titleIn));
  const words = nodes.flatMap((node) => (titles.has(node) ? [] : (textOf(node).match(/\w+/g) ?? [])));
  return new Set(words);
}

/** The first argument of a call of `it` or `describe`, such as `it.each(…)(…)`. */
function titleIn(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.type !== "CallExpression" || !/^(?:it|test|describe)$/.test(rootOf(node))) return [];
  const [title] = nodesAt(node, "arguments");
  return title === undefined ? [] : [title, ...nodesAt(title, "quasis")];
}

function rootOf(node: SyntaxNode): string {
  const inner = nodeAt(node, "callee") ?? nodeAt(node, "object");
  return inner === undefined ? (textAt(node, "name") ?? "") : rootOf(inner);
}

function textOf(node: SyntaxNode): string {
  if (node.type === "Literal") return textAt(node, "raw") ?? "";
  if (node.type !== "TemplateElement") return "";
  const value = Reflect.get(node, "value");
  return typeof value === "object" && value !== null && "raw" in value ? String(value.raw) : "";
}
