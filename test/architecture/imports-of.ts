import { posix } from "node:path";
import type { Source } from "./source.ts";
import { everyNodeOf, isNode, lineOf, nodeAt, nodesAt, parseSource, type SyntaxNode, textAt } from "./syntax-tree.ts";

/** One import, re-export, `import()` or `import("…")` type. */
export interface Import {
  /** The text as written; undefined if it is computed, so that no reader can tell what is imported. */
  readonly specifier: string | undefined;
  readonly target: Target | undefined;
  /** The names taken: "default" and "*" among them; [] for a bare import. */
  readonly names: readonly string[];
  readonly typeOnly: boolean;
  readonly line: number;
}

/** The imported thing: a file of the repository, a module of Node, or a package. */
type Target =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "node"; readonly module: string }
  | { readonly kind: "package"; readonly name: string };

const cached = new WeakMap<Source, readonly Import[]>();

/** Every import of a source, types included. Read once, for every rule asks. */
export function importsOf(source: Source): readonly Import[] {
  const imports = cached.get(source) ?? readImports(source);
  cached.set(source, imports);
  return imports;
}

function readImports(source: Source): readonly Import[] {
  return everyNodeOf(parseSource(source)).flatMap((node) => {
    const found = importAt(node);
    if (found === undefined) return [];
    const { specifier } = found;
    const target = specifier === undefined ? undefined : targetOf(source.path, specifier);
    return [{ ...found, target, line: lineOf(source, node) }];
  });
}

/** A name under which a file uses what another file of the repository exports. */
interface LocalName {
  readonly path: string;
  readonly name: string;
  readonly local: string;
}

/** Every name that a source imports from other files, types left out. */
export function localNamesOf(source: Source): readonly LocalName[] {
  return nodesAt(parseSource(source), "body").flatMap((node) => {
    if (node.type !== "ImportDeclaration" || textAt(node, "importKind") === "type") return [];
    const target = targetOf(source.path, literalAt(node, "source") ?? "");
    if (target.kind !== "file") return [];
    return nodesAt(node, "specifiers").flatMap((specifier) => {
      const local = nodeAt(specifier, "local");
      const name = local && textAt(local, "name");
      return name === undefined ? [] : [{ path: target.path, name: importedName(specifier), local: name }];
    });
  });
}

function importAt(node: SyntaxNode): Pick<Import, "specifier" | "names" | "typeOnly"> | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportNamedDeclaration":
    case "ExportAllDeclaration": {
      if (nodeAt(node, "source") === undefined) return undefined;
      const kind = textAt(node, "importKind") ?? textAt(node, "exportKind");
      const names = node.type === "ExportAllDeclaration" ? ["*"] : nodesAt(node, "specifiers").map(importedName);
      return { specifier: literalAt(node, "source"), names, typeOnly: kind === "type" };
    }
    case "ImportExpression":
      return { specifier: literalAt(node, "source"), names: ["*"], typeOnly: false };
    case "TSImportType":
      return { specifier: literalAt(node, "source"), names: ["*"], typeOnly: true };
    case "TSExternalModuleReference":
      return { specifier: literalAt(node, "expression"), names: ["*"], typeOnly: false };
    case "CallExpression": {
      const callee = nodeAt(node, "callee");
      if (callee?.type !== "Identifier" || textAt(callee, "name") !== "require") return undefined;
      return { specifier: literalAt(node, "arguments"), names: ["*"], typeOnly: false };
    }
    default:
      return undefined;
  }
}

function importedName(specifier: SyntaxNode): string {
  if (specifier.type === "ImportDefaultSpecifier") return "default";
  if (specifier.type === "ImportNamespaceSpecifier") return "*";
  const name = nodeAt(specifier, specifier.type === "ExportSpecifier" ? "local" : "imported");
  return (isNode(name) ? (textAt(name, "name") ?? textAt(name, "value")) : undefined) ?? "*";
}

function literalAt(node: SyntaxNode, name: string): string | undefined {
  const value = nodeAt(node, name);
  return value?.type === "Literal" ? textAt(value, "value") : undefined;
}

function targetOf(importer: string, specifier: string): Target {
  if (specifier.startsWith(".")) {
    return { kind: "file", path: posix.normalize(posix.join(posix.dirname(importer), specifier)) };
  }
  if (/^@nearside\/(?:shared|rules)\//.test(specifier))
    return { kind: "file", path: specifier.slice("@nearside/".length) };
  if (specifier.startsWith("node:")) return { kind: "node", module: specifier };
  const [first = "", second] = specifier.split("/");
  return { kind: "package", name: first.startsWith("@") && second !== undefined ? `${first}/${second}` : first };
}
