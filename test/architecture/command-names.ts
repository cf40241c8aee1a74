import { nameOf } from "./declarations.ts";
import type { Source } from "./source.ts";
import { everyNodeOf, nodeAt, nodesAt, parseSource, type SyntaxNode, textAt } from "./syntax-tree.ts";

/**
 * The commands of `nearside`: the members of the table in its program that load one, with `completion` and `help`, which the library
 * makes under the names that the program gives it.
 */
export function commandsOfNearside(program: readonly Source[]): ReadonlySet<string> {
  return namesIn(program, nearsideName);
}

const namesIn = (files: readonly Source[], nameAt: (node: SyntaxNode) => readonly string[]): ReadonlySet<string> =>
  new Set(files.flatMap((file) => everyNodeOf(parseSource(file)).flatMap(nameAt)));

function nearsideName(node: SyntaxNode): readonly string[] {
  if (node.type === "Property" && loads(nodeAt(node, "value"))) return wordAt(node, "key");
  if (node.type === "VariableDeclarator" && nameOf(nodeAt(node, "id")) === "COMPLETION") return wordAt(node, "init");
  if (node.type === "NewExpression" && nameOf(nodeAt(node, "callee")) === "Command") return wordAt(node, "arguments");
  return [];
}

const loads = (value: SyntaxNode | undefined): boolean =>
  value?.type === "ArrowFunctionExpression" && everyNodeOf(value).some(({ type }) => type === "ImportExpression");

/** The commands of `nearside-server`: those that its files add to the program itself, `program.command("…")`. */
export function commandsOfServer(files: readonly Source[]): ReadonlySet<string> {
  return namesIn(files, serverName);
}

function serverName(node: SyntaxNode): readonly string[] {
  const callee = node.type === "CallExpression" ? nodeAt(node, "callee") : undefined;
  const isAdded =
    callee?.type === "MemberExpression" &&
    nameOf(nodeAt(callee, "object")) === "program" &&
    nameOf(nodeAt(callee, "property")) === "command";
  return isAdded ? wordAt(node, "arguments") : [];
}

/** The first word of a literal, such as "ticket" of `ticket <name>`, or a name that is written as it is. */
function wordAt(node: SyntaxNode, name: string): readonly string[] {
  const [first] = nodesAt(node, name);
  if (first === undefined) return [];
  const text = nameOf(first) ?? textAt(first, "value");
  return text === undefined ? [] : text.split(" ").slice(0, 1);
}

const DECLARED = /(?:\.(?:option|requiredOption)\(|new Option\()\s*(["`])([\s\S]*?)\1/g;

/** The options that these files declare, and those that every program has: "--json", "--no-browser" … */
export function optionsIn(files: readonly Source[]): ReadonlySet<string> {
  const flags = files.flatMap(({ text }) => [...text.matchAll(DECLARED)].map(([, , declared = ""]) => declared));
  return new Set(["--help", "--version", ...flags.flatMap((declared) => declared.match(/--[a-z][a-z-]*/g) ?? [])]);
}
