import { parseSync, visitorKeys } from "oxc-parser";
import type { Source } from "./source.ts";

/** A node of the ESTree syntax tree, of any kind. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
}

/** Every rule reads every source: each is parsed once. */
const parsed = new WeakMap<Source, SyntaxNode>();

/** @throws {Error} if the text is no TypeScript: a rule must not pass what it could not read */
export function parseSource(source: Source): SyntaxNode {
  const cached = parsed.get(source);
  if (cached !== undefined) return cached;
  const { program, errors } = parseSync(source.path, source.text, { preserveParens: false });
  const [error] = errors;
  if (error !== undefined) throw new Error(`${source.path} can't be parsed: ${error.message}`);
  parsed.set(source, program);
  return program;
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** The field of a node, whatever it holds. */
export function field(node: SyntaxNode, name: string): unknown {
  return Reflect.get(node, name);
}

/** The field of a node, as a list of nodes: [] if it holds no node. */
export function nodesAt(node: SyntaxNode, name: string): readonly SyntaxNode[] {
  const value = field(node, name);
  return (Array.isArray(value) ? value : [value]).filter(isNode);
}

/** The field of a node, if it is a node. */
export function nodeAt(node: SyntaxNode, name: string): SyntaxNode | undefined {
  return nodesAt(node, name)[0];
}

/** The field of a node, if it is a text. */
export function textAt(node: SyntaxNode, name: string): string | undefined {
  const value = field(node, name);
  return typeof value === "string" ? value : undefined;
}

/** Every node right below, with the name of the field that holds it. */
export function childrenOf(node: SyntaxNode): readonly (readonly [name: string, child: SyntaxNode])[] {
  const children: [string, SyntaxNode][] = [];
  for (const name of visitorKeys[node.type] ?? [])
    for (const child of nodesAt(node, name)) children.push([name, child]);
  return children;
}

/** Every rule looks at every node of every source: those of a whole source are gathered once. */
const gathered = new WeakMap<SyntaxNode, readonly SyntaxNode[]>();

/** The node and every node below it. */
export function everyNodeOf(node: SyntaxNode): readonly SyntaxNode[] {
  const cached = gathered.get(node);
  if (cached !== undefined) return cached;
  const nodes: SyntaxNode[] = [];
  gather(node, nodes);
  if (node.type === "Program") gathered.set(node, nodes);
  return nodes;
}

function gather(node: SyntaxNode, into: SyntaxNode[]): void {
  into.push(node);
  for (const name of visitorKeys[node.type] ?? []) {
    const value = field(node, name);
    if (!Array.isArray(value)) {
      if (isNode(value)) gather(value, into);
    } else for (const each of value) if (isNode(each)) gather(each, into);
  }
}

/** The line, counted from 1, that a node begins on. */
export function lineOf(source: Source, node: SyntaxNode): number {
  return source.text.slice(0, node.start).split("\n").length;
}
