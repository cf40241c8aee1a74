import { field, nodeAt, nodesAt, type SyntaxNode, textAt } from "./syntax-tree.ts";

/**
 * The names that may be used at one place of a file because the file declares or imports them.
 * `var` counts from its block on, as `let` does: a use that relies on hoisting is reported as a global though it is no global.
 */
export class Scope {
  readonly #outer: Scope | undefined;
  /** By name: the module whose default or whole it was imported as, undefined for any other declaration. */
  readonly #names: ReadonlyMap<string, string | undefined>;

  private constructor(outer: Scope | undefined, names: ReadonlyMap<string, string | undefined>) {
    this.#outer = outer;
    this.#names = names;
  }

  static outermost(): Scope {
    return new Scope(undefined, new Map());
  }

  /** The scope within `node`, which is the same unless the node declares something. */
  enter(node: SyntaxNode): Scope {
    const names = new Map(declaredBy(node));
    return names.size === 0 ? this : new Scope(this, names);
  }

  declares(name: string): boolean {
    return this.#names.has(name) || (this.#outer?.declares(name) ?? false);
  }

  /** "node:process" for `process` after `import process from "node:process"` or `import * as …`. */
  moduleOf(name: string): string | undefined {
    return this.#names.has(name) ? this.#names.get(name) : this.#outer?.moduleOf(name);
  }
}

type Declared = readonly [name: string, module: string | undefined];

function declaredBy(node: SyntaxNode): readonly Declared[] {
  switch (node.type) {
    case "Program":
    case "BlockStatement":
    case "StaticBlock":
      return nodesAt(node, "body").flatMap(declaredByStatement);
    case "SwitchStatement":
      return nodesAt(node, "cases").flatMap((each) => nodesAt(each, "consequent").flatMap(declaredByStatement));
    case "ForStatement":
      return nodesAt(node, "init").flatMap(declaredByStatement);
    case "ForInStatement":
    case "ForOfStatement":
      return nodesAt(node, "left").flatMap(declaredByStatement);
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return [...boundIn(nodeAt(node, "id")), ...nodesAt(node, "params").flatMap(boundIn)];
    case "ClassExpression":
      return boundIn(nodeAt(node, "id"));
    case "CatchClause":
      return boundIn(nodeAt(node, "param"));
    default:
      return [];
  }
}

function declaredByStatement(node: SyntaxNode): readonly Declared[] {
  // `declare const fetch` declares a type only: what runs is still the global.
  if (field(node, "declare") === true) return [];
  switch (node.type) {
    case "VariableDeclaration":
      return nodesAt(node, "declarations").flatMap((each) => boundIn(nodeAt(each, "id")));
    case "FunctionDeclaration":
    case "ClassDeclaration":
    case "TSEnumDeclaration":
      return boundIn(nodeAt(node, "id"));
    case "ExportNamedDeclaration":
    case "ExportDefaultDeclaration":
      return nodesAt(node, "declaration").flatMap(declaredByStatement);
    case "ImportDeclaration": {
      const source = nodeAt(node, "source");
      const module = source && textAt(source, "value");
      return nodesAt(node, "specifiers").flatMap((specifier) => {
        const imported = nodeAt(specifier, "imported");
        const whole = imported === undefined || textAt(imported, "name") === "default";
        return boundIn(nodeAt(specifier, "local")).map(([name]) => [name, whole ? module : undefined] as const);
      });
    }
    default:
      return [];
  }
}

/** The names that a pattern binds: `{ a, b: [c, ...d] = [] }` binds a, c and d. */
function boundIn(pattern: SyntaxNode | undefined): readonly Declared[] {
  switch (pattern?.type) {
    case "Identifier":
      return [[textAt(pattern, "name") ?? "", undefined]];
    case "ObjectPattern":
      return nodesAt(pattern, "properties").flatMap((each) => boundIn(nodeAt(each, "value") ?? each));
    case "ArrayPattern":
      return nodesAt(pattern, "elements").flatMap(boundIn);
    case "AssignmentPattern":
      return boundIn(nodeAt(pattern, "left"));
    case "RestElement":
      return boundIn(nodeAt(pattern, "argument"));
    default:
      return [];
  }
}
