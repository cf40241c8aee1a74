import type { Source } from "./source.ts";
import { childrenOf, field, nodeAt, nodesAt, parseSource, type SyntaxNode, textAt } from "./syntax-tree.ts";

/** The names that lead to a member: ["texts", "login", "title"]. A key that is computed is {@link ANY_KEY}. */
export type Path = readonly string[];

export const ANY_KEY = "*";

/** The paths that a name of a file may mean. A name that means several things in several functions has several. */
type Names = Map<string, Path[]>;

/**
 * Every path that a file reads, starting from the given names: `texts.login.title`, or `title` after
 * `const { title } = texts.login`. A path that is handed on means all below it. Scopes are not told apart, so a path may count as
 * read that is not; never the other way round.
 *
 * @param roots local names, with the path that each means
 */
export function pathsRead(source: Source, roots: ReadonlyMap<string, Path>): readonly Path[] {
  const program = parseSource(source);
  const names: Names = new Map([...roots].map(([name, path]) => [name, [path]]));
  const read: Path[] = [];
  // a name may be declared below the function that uses it
  for (let known = -1; known !== countOf(names); ) {
    known = countOf(names);
    visit(program, names, []);
  }
  visit(program, names, read);
  return read;
}

const countOf = (names: Names): number => [...names.values()].reduce((sum, paths) => sum + paths.length, 0);

function visit(node: SyntaxNode, names: Names, read: Path[]): void {
  if (node.type === "ImportDeclaration" || isType(node)) return;
  const paths = pathsOf(node, names);
  if (paths !== undefined) {
    read.push(...paths);
    visitKeys(node, names, read);
    return;
  }
  if (node.type === "VariableDeclarator") {
    const init = nodeAt(node, "init");
    const declared = nodeAt(node, "id");
    const taken = init && pathsOf(init, names);
    if (declared !== undefined) bind(declared, taken ?? [], names, read);
    // a name with a type goes over all members of that type
    if (declared !== undefined && nodeAt(declared, "typeAnnotation") !== undefined) read.push(...(taken ?? []));
    if (init !== undefined) taken === undefined ? visit(init, names, read) : visitKeys(init, names, read);
    return;
  }
  if (node.type === "ExportNamedDeclaration") read.push(...exportedPaths(node, names));
  for (const [name, child] of childrenOf(node)) {
    const isName = (name === "key" || name === "property") && field(node, "computed") !== true;
    if (name === "params" || name === "param") bind(child, [], names, read);
    else if (!isName) visit(child, names, read);
  }
}

/** Finds what a file hands on to others: `export const words = texts.login`. */
const exportedPaths = (node: SyntaxNode, names: Names): readonly Path[] =>
  nodesAt(node, "declaration")
    .flatMap((declaration) => (declaration.type === "VariableDeclaration" ? nodesAt(declaration, "declarations") : []))
    .flatMap((declarator) => below(declarator, "init", names) ?? []);

/** A type reads nothing. An expression of that syntax does: `texts as Texts`, `texts!`. */
const isType = ({ type }: SyntaxNode): boolean => type.startsWith("TS") && !type.endsWith("Expression");

/** Gives the paths that an expression means; undefined if it is no way along members from a known name. */
function pathsOf(node: SyntaxNode, names: Names): readonly Path[] | undefined {
  switch (node.type) {
    case "Identifier":
      return names.get(textAt(node, "name") ?? "");
    case "ChainExpression":
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
      return below(node, "expression", names);
    case "MemberExpression": {
      const of = below(node, "object", names);
      const property = nodeAt(node, "property");
      const isComputed = field(node, "computed") === true;
      const name = (property && textAt(property, isComputed ? "value" : "name")) ?? ANY_KEY;
      return of?.map((path) => [...path, name]);
    }
    default:
      return undefined;
  }
}

function below(node: SyntaxNode, name: string, names: Names): readonly Path[] | undefined {
  const inner = nodeAt(node, name);
  return inner && pathsOf(inner, names);
}

/** Visits the computed keys along a way. */
function visitKeys(node: SyntaxNode, names: Names, read: Path[]): void {
  const key = nodeAt(node, "property");
  if (key !== undefined && field(node, "computed") === true) visit(key, names, read);
  const inner = nodeAt(node, "object") ?? nodeAt(node, "expression");
  if (inner !== undefined) visitKeys(inner, names, read);
}

/** Gives the names of a pattern the paths that it takes. */
function bind(pattern: SyntaxNode, paths: readonly Path[], names: Names, read: Path[]): void {
  switch (pattern.type) {
    case "Identifier": {
      const name = textAt(pattern, "name") ?? "";
      const known = names.get(name) ?? [];
      const isNew = (path: Path) => !known.some((other) => other.join("\0") === path.join("\0"));
      if (paths.length > 0) names.set(name, [...known, ...paths.filter(isNew)]);
      return;
    }
    case "AssignmentPattern":
      for (const left of nodesAt(pattern, "left")) bind(left, paths, names, read);
      for (const right of nodesAt(pattern, "right")) visit(right, names, read);
      return;
    case "ObjectPattern":
      for (const property of nodesAt(pattern, "properties")) {
        const key = nodeAt(property, "key");
        const value = nodeAt(property, "value");
        const name = key && (textAt(key, "name") ?? textAt(key, "value"));
        if (value === undefined || name === undefined || field(property, "computed") === true) read.push(...paths);
        else
          bind(
            value,
            paths.map((path) => [...path, name]),
            names,
            read,
          );
      }
      return;
    default:
      read.push(...paths);
  }
}
