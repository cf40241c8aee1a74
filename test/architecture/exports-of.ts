import type { Source } from "./source.ts";
import { isNode, lineOf, nodeAt, nodesAt, parseSource, type SyntaxNode, textAt } from "./syntax-tree.ts";

/** One name that a source exports. */
interface Export {
  /** "default" for the default export. A name that is handed on from another file counts too; `export *` has no names. */
  readonly name: string;
  readonly line: number;
}

/** Every name that a source exports, types included. */
export function exportsOf(source: Source): readonly Export[] {
  return nodesAt(parseSource(source), "body").flatMap((node) =>
    namesExportedBy(node).map((name) => ({ name, line: lineOf(source, node) })),
  );
}

function namesExportedBy(node: SyntaxNode): readonly string[] {
  if (node.type === "ExportDefaultDeclaration") return ["default"];
  if (node.type !== "ExportNamedDeclaration") return [];
  const declaration = nodeAt(node, "declaration");
  if (declaration === undefined)
    return nodesAt(node, "specifiers").flatMap((specifier) => nameAt(specifier, "exported"));
  if (declaration.type !== "VariableDeclaration") return nameAt(declaration, "id");
  return nodesAt(declaration, "declarations").flatMap((each) => boundIn(nodeAt(each, "id")));
}

/** The names that a pattern binds, such as both of `[orders, stock]`. */
function boundIn(pattern: SyntaxNode | undefined): readonly string[] {
  if (pattern === undefined) return [];
  const own = pattern.type === "Identifier" ? textAt(pattern, "name") : undefined;
  if (own !== undefined) return [own];
  return ["elements", "properties", "value", "argument", "left"].flatMap((field) =>
    nodesAt(pattern, field).flatMap(boundIn),
  );
}

function nameAt(node: SyntaxNode, field: string): readonly string[] {
  const name = nodeAt(node, field);
  const text = isNode(name) ? (textAt(name, "name") ?? textAt(name, "value")) : undefined;
  return text === undefined ? [] : [text];
}
