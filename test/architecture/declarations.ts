import { importsOf } from "./imports-of.ts";
import type { Source } from "./source.ts";
import { childrenOf, everyNodeOf, nodeAt, nodesAt, parseSource, type SyntaxNode, textAt } from "./syntax-tree.ts";

/** A node, with the nodes that it lies in, the innermost first. */
export type Placed = readonly [node: SyntaxNode, ...above: SyntaxNode[]];

/** The meaning of a name in a file: a class, a function, an interface, another type, or a variable. */
export interface Declaration {
  readonly file: Source;
  readonly node: SyntaxNode;
}

/** A function with a body, and the file that it lies in. */
export interface Made {
  readonly file: Source;
  readonly made: Placed;
}

const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
const DECLARATIONS = new Set([
  "ClassDeclaration",
  "FunctionDeclaration",
  "TSInterfaceDeclaration",
  "TSTypeAliasDeclaration",
  "VariableDeclarator",
]);

/** The declarations of some files, by the names that a file of them uses. It reads syntax alone and knows no inner scopes. */
export class Declarations {
  /** The keys are "path#name". */
  readonly #all = new Map<string, Declaration>();

  constructor(files: readonly Source[]) {
    for (const file of files)
      for (const node of everyNodeOf(parseSource(file))) {
        const name = DECLARATIONS.has(node.type) ? nameOf(nodeAt(node, "id")) : undefined;
        const key = `${file.path}#${name}`;
        if (name !== undefined && !this.#all.has(key)) this.#all.set(key, { file, node });
      }
  }

  all(): Iterable<Declaration> {
    return this.#all.values();
  }

  /** Finds what a name of a file means, here or in the file that it is imported from. */
  named(file: Source, name: string): Declaration | undefined {
    const original = importedName(file, name);
    if (original === undefined) return this.#all.get(`${file.path}#${name}`);
    for (const { target, names } of importsOf(file))
      if (target?.kind === "file" && names.includes(original)) return this.#all.get(`${target.path}#${original}`);
    return undefined;
  }
}

export const isFunction = ({ type }: SyntaxNode): boolean => FUNCTIONS.has(type);

/** The function that a declaration makes; for a class its constructor. */
export function functionOf({ file, node }: Declaration): Made | undefined {
  if (node.type === "ClassDeclaration") return methodOf({ file, node }, "constructor");
  return madeAt(file, nodeAt(node, "init") ?? node, node);
}

/** The method of a class, or the function that an object literal has under that name. */
export function methodOf({ file, node }: Declaration, name: string): Made | undefined {
  const body = nodeAt(node, "init") ?? nodeAt(node, "body");
  const members = body === undefined ? [] : [...nodesAt(body, "body"), ...nodesAt(body, "properties")];
  const method = members.find((each) => nameOf(nodeAt(each, "key")) === name);
  const made = method && nodeAt(method, "value");
  return made && body && madeAt(file, made, method, body, node);
}

const madeAt = (file: Source, made: SyntaxNode, ...above: SyntaxNode[]): Made | undefined =>
  isFunction(made) ? { file, made: [made, ...above] } : undefined;

/** The node of a place and every node below it, each with its own place. */
export function* placesWithin(place: Placed): Generator<Placed> {
  yield place;
  for (const [, child] of childrenOf(place[0])) yield* placesWithin([child, ...place]);
}

/** "a" of the identifier `a`, "#a" of the private name `#a`. */
export function nameOf(node: SyntaxNode | undefined): string | undefined {
  if (node?.type === "PrivateIdentifier") return `#${textAt(node, "name")}`;
  return node?.type === "Identifier" ? textAt(node, "name") : undefined;
}

/** The type that is written behind a parameter, a variable or a member. */
export function typeOf(written: SyntaxNode): SyntaxNode | undefined {
  const annotation = nodeAt(written, "typeAnnotation");
  return annotation && nodeAt(annotation, "typeAnnotation");
}

/** The name by which another file exports what this file imports under `local`; undefined if it imports no such name. */
function importedName(file: Source, local: string): string | undefined {
  for (const statement of nodesAt(parseSource(file), "body"))
    for (const specifier of statement.type === "ImportDeclaration" ? nodesAt(statement, "specifiers") : [])
      if (nameOf(nodeAt(specifier, "local")) === local) return nameOf(nodeAt(specifier, "imported"));
  return undefined;
}
