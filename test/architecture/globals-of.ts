import { Scope } from "./scope.ts";
import type { Source } from "./source.ts";
import { childrenOf, field, lineOf, nodeAt, nodesAt, parseSource, type SyntaxNode, textAt } from "./syntax-tree.ts";

/** A use of something that the file neither declares nor imports: of what the runtime provides. */
export interface GlobalUse {
  /** "Date"; also for `globalThis.Date`; "import.meta" for that. */
  readonly name: string;
  /** "now" for `Date.now`; undefined if the whole thing is used. */
  readonly member: string | undefined;
  readonly how: "called" | "constructed" | "compared" | "otherwise";
  /** The number of arguments of the call or the construction. */
  readonly argumentCount: number;
  readonly line: number;
}

/** Node's own modules whose default export is a global under another name. */
const GLOBAL_BY_MODULE = new Map([
  ["node:process", "process"],
  ["node:crypto", "crypto"],
]);
const THE_GLOBAL_OBJECT = new Set(["globalThis", "self", "window", "global"]);
const WRAPPERS = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "ChainExpression",
  "TSInstantiationExpression",
]);

/** Every use of a global as a value; types name much that they don't use. */
export function globalsOf(source: Source): readonly GlobalUse[] {
  const uses: GlobalUse[] = [];
  visit(parseSource(source), [], Scope.outermost());
  return uses;

  function visit(node: SyntaxNode, parents: readonly SyntaxNode[], outer: Scope): void {
    if (isTypeOnly(node)) return;
    const scope = outer.enter(node);
    if (node.type === "MetaProperty") uses.push(useOf("import.meta", node, parents));
    if (node.type === "Identifier") {
      const name = textAt(node, "name") ?? "";
      const module = scope.moduleOf(name);
      const alias = module === undefined ? undefined : GLOBAL_BY_MODULE.get(module);
      if (alias !== undefined || !scope.declares(name)) uses.push(useOf(alias ?? name, node, parents));
    }
    for (const [key, child] of childrenOf(node)) {
      if (isReadAsCode(node, key)) visit(child, [...parents, node], scope);
    }
  }

  function useOf(name: string, node: SyntaxNode, parents: readonly SyntaxNode[]): GlobalUse {
    const used = memberOf(node, parents);
    if (THE_GLOBAL_OBJECT.has(name) && used.member !== undefined) {
      return { name: used.member, ...howUsed(memberOf(used.node, used.parents)), line: lineOf(source, node) };
    }
    return { name, ...howUsed(used), line: lineOf(source, node) };
  }
}

interface Used {
  readonly member: string | undefined;
  readonly node: SyntaxNode;
  readonly parents: readonly SyntaxNode[];
}

/** Climbs from `a` to `a.b`, if `a` is used so. */
function memberOf(node: SyntaxNode, parents: readonly SyntaxNode[]): Used {
  const above = withoutWrappers(node, parents);
  const parent = above.parents.at(-1);
  if (parent?.type !== "MemberExpression" || field(parent, "object") !== above.node)
    return { ...above, member: undefined };
  const property = nodeAt(parent, "property");
  const member =
    property && (field(parent, "computed") === true ? textAt(property, "value") : textAt(property, "name"));
  return { node: parent, parents: above.parents.slice(0, -1), member: member ?? "[computed]" };
}

function withoutWrappers(node: SyntaxNode, parents: readonly SyntaxNode[]): Pick<Used, "node" | "parents"> {
  const parent = parents.at(-1);
  if (parent === undefined || !WRAPPERS.has(parent.type)) return { node, parents };
  return withoutWrappers(parent, parents.slice(0, -1));
}

function howUsed(used: Used): Pick<GlobalUse, "member" | "how" | "argumentCount"> {
  const { node, parents } = withoutWrappers(used.node, used.parents);
  const parent = parents.at(-1);
  const { member } = used;
  if (parent !== undefined && field(parent, "callee") === node) {
    const how = parent.type === "NewExpression" ? "constructed" : "called";
    return { member, how, argumentCount: nodesAt(parent, "arguments").length };
  }
  const compared = parent !== undefined && field(parent, "operator") === "instanceof";
  return { member, how: compared ? "compared" : "otherwise", argumentCount: 0 };
}

/** Type annotations, interfaces, `declare …`: gone when the code runs. */
function isTypeOnly(node: SyntaxNode): boolean {
  return (node.type.startsWith("TS") && !WRAPPERS.has(node.type)) || field(node, "declare") === true;
}

/** Tells whether the field of a node holds code that reads names, rather than a mere label. */
function isReadAsCode(node: SyntaxNode, key: string): boolean {
  switch (node.type) {
    case "MemberExpression":
      return key === "object" || field(node, "computed") === true;
    case "Property":
    case "PropertyDefinition":
    case "MethodDefinition":
    case "AccessorProperty":
      return key !== "key" || field(node, "computed") === true;
    case "ExportNamedDeclaration":
      return key !== "specifiers" || nodeAt(node, "source") === undefined;
    case "ExportSpecifier":
      return key === "local";
    case "LabeledStatement":
      return key === "body";
    case "ImportDeclaration":
    case "ExportAllDeclaration":
    case "BreakStatement":
    case "ContinueStatement":
    case "MetaProperty":
      return false;
    default:
      return true;
  }
}
