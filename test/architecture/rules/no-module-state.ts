import { isFunction, nameOf } from "../declarations.ts";
import { importsOf } from "../imports-of.ts";
import { isBuildScript, isCode, isUnitTest, type Source } from "../source.ts";
import {
  childrenOf,
  everyNodeOf,
  field,
  lineOf,
  nodeAt,
  nodesAt,
  parseSource,
  type SyntaxNode,
  textAt,
} from "../syntax-tree.ts";
import { type Rule, source } from "./rule.ts";

/** A collection that begins empty is filled while the module runs. */
const COLLECTIONS = new Set(["Map", "Set", "WeakMap", "WeakSet"]);
/** These methods change a collection. */
const WRITES = new Set(["add", "clear", "delete", "pop", "push", "set", "shift", "sort", "splice", "unshift"]);
/** A thread's own program and the server's entry run once, and make the objects that all others are given. */
const PROGRAM = /-worker\.ts$|\.writer\.ts$|^server\/main\.ts$/;

export const noModuleState: Rule = {
  says: "no module of rules and server keeps state of its own: no let, no collection that a function fills, and no object of our classes at its top, in a static member, or around a function that is called at once",
  because:
    "two servers of one process would share it, nothing could close it, and a reader could not see what an answer depends on; the composition root makes an object and hands it on",
  broken: (file) => {
    if (!/^(?:rules|server)\//.test(file.path) || !isCode(file.path)) return [];
    if (isUnitTest(file.path) || isBuildScript(file.path) || PROGRAM.test(file.path)) return [];
    return [...runsAtLoad(parseSource(file))].flatMap((node) => stateIn(file, node));
  },
  planted: [
    source("server/protocol/rules/a.ts", `let running: Engine | undefined;`),
    source("rules/judging/a.ts", `const taken = new Map<InScope, string>();`),
    source("rules/judging/a.ts", `export const seen = new Set();`),
    source("server/platform/audit/a.ts", `export let listeners = [];`),
    source("server/platform/audit/a.ts", `const seenOnce = new WeakSet<object>();`),
    source("rules/judging/a.ts", `const scopes = new WeakMap<readonly Rule[], Scopes>();`),
    source("rules/judging/a.ts", `const all: Rule[] = [];`),
    source("rules/judging/a.ts", `const byName = {} as Record<string, Rule>;`),
    source("rules/judging/a.ts", `const taken = new Map([["a", 1]]); export function take() { taken.set("b", 2); }`),
    source("rules/judging/a.ts", `const first = [1, 2]; export const next = () => first.shift();`),
    source("rules/judging/a.ts", `const counts = { a: 1 }; export const count = () => { counts.a += 1; };`),
    source("rules/judging/a.ts", `import { Slots } from "./slots.ts"; export const slots = new Slots();`),
    source("rules/judging/a.ts", `class Slots {} const slots = new Slots();`),
    source("rules/judging/a.ts", `export class Finder { static #seen = new Map(); }`),
    source("rules/judging/a.ts", `export const Finder = class { static count = 0; };`),
    source("rules/judging/a.ts", `class Slots {} export class Finder { static readonly slots = new Slots(); }`),
    source("rules/judging/a.ts", `export class Finder { static { let made = 0; Finder.next = () => ++made; } }`),
    source("rules/judging/a.ts", `export const next = (() => { let made = 0; return () => ++made; })();`),
    source(
      "rules/judging/a.ts",
      `export const take = Object.freeze((function () { const seen = new Set(); return (a) => seen.add(a); })());`,
    ),
    source("rules/judging/a.ts", `{ let made = 0; globalThis.next = () => ++made; }`),
  ],
  kept: [
    source("server/protocol/rules/a.ts", `const CODES = new Set(["a"]); const BY_PATH = new Map(LIST.map(pair));`),
    source("rules/judging/a.ts", `export class Slots { #taken = new Map(); } function f() { let a = 1; return a; }`),
    source(
      "rules/judging/a.ts",
      `export class Finder { static readonly most = 5; static make() { let a = 1; return a; } }`,
    ),
    source(
      "rules/judging/a.ts",
      `export const ALL = (() => LIST.map(() => { const own = []; own.push(1); return own; }))();`,
    ),
    source("rules/judging/a.ts", `for (let at = 0; at < 3; at += 1) check(at);`),
    source("rules/judging/a.ts", `const NONE: readonly string[] = []; export const f = () => NONE.map(shown);`),
    source("rules/judging/a.ts", `const all = new BlockList(); for (const each of ALL) all.addSubnet(each);`),
    source(
      "rules/judging/a.ts",
      `const BY = new Map([["a", 1]]); export const f = () => { const by = new Map(BY); by.set("b", 2); };`,
    ),
    source("rules/judging/a.ts", `import { Finder } from "./finder.ts"; export const make = () => new Finder();`),
    source("server/protocol/rules/rule-worker.ts", `let read: ReadDraft | undefined; const engine = new RuleEngine();`),
    source("server/testing/machine.ts", `let made = 0;`),
    source("web/console/a.ts", `let made = 0;`),
  ],
};

/** The nodes that run while the module loads: those outside of functions, and those of a function that is called at once. */
function* runsAtLoad(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  for (const [name, child] of childrenOf(node)) {
    const isLoops = /^For/.test(node.type) && (name === "init" || name === "left");
    const isObjects = child.type === "PropertyDefinition" && field(child, "static") !== true;
    const isCalledLater = isFunction(child) && !(node.type === "CallExpression" && name === "callee");
    if (!isLoops && !isObjects && !isCalledLater) yield* runsAtLoad(child);
  }
}

function stateIn(file: Source, node: SyntaxNode): readonly string[] {
  if (node.type === "PropertyDefinition") return stateInStatic(file, node);
  return node.type === "VariableDeclaration" ? stateInVariables(file, node) : [];
}

/** Judges a static member: each class has it once, as a module has its variables. */
function stateInStatic(file: Source, member: SyntaxNode): readonly string[] {
  const made = nodeAt(member, "value");
  const isState = field(member, "readonly") !== true || (made !== undefined && holdsState(file, member, made));
  return isState ? [`${lineOf(file, member)}: keeps state in a static member`] : [];
}

function stateInVariables(file: Source, declaration: SyntaxNode): readonly string[] {
  const isConstant = textAt(declaration, "kind") === "const";
  return nodesAt(declaration, "declarations").flatMap((each) => {
    const made = nodeAt(each, "init");
    const name = textAt(nodeAt(each, "id") ?? each, "name");
    const isState =
      !isConstant ||
      (made !== undefined && holdsState(file, each, made)) ||
      (name !== undefined && writtenByFunctions(file).has(name));
    return isState ? [`${lineOf(file, each)}: keeps state at the top of a module`] : [];
  });
}

const holdsState = (file: Source, variable: SyntaxNode, made: SyntaxNode): boolean =>
  isFilledLater(variable, withoutTypes(made)) || isOfOurClass(file, withoutTypes(made));

/** The expression within `x as T` and `x satisfies T`. */
function withoutTypes(node: SyntaxNode): SyntaxNode {
  const inner = /^TS(?:As|Satisfies)Expression$/.test(node.type) ? nodeAt(node, "expression") : undefined;
  return inner === undefined ? node : withoutTypes(inner);
}

/** Tells what begins empty, unless its type says that it stays empty. */
function isFilledLater(variable: SyntaxNode, made: SyntaxNode): boolean {
  if (made.type === "NewExpression")
    return COLLECTIONS.has(nameOf(nodeAt(made, "callee")) ?? "") && nodesAt(made, "arguments").length === 0;
  const holds =
    made.type === "ArrayExpression" ? "elements" : made.type === "ObjectExpression" ? "properties" : undefined;
  if (holds === undefined || nodesAt(made, holds).length > 0) return false;
  return !everyNodeOf(variable).some((node) => textAt(node, "operator") === "readonly" || nameOf(node) === "Readonly");
}

function isOfOurClass(file: Source, made: SyntaxNode): boolean {
  const name = made.type === "NewExpression" ? nameOf(nodeAt(made, "callee")) : undefined;
  if (name === undefined) return false;
  const isDeclared = nodesAt(parseSource(file), "body")
    .map((statement) => nodeAt(statement, "declaration") ?? statement)
    .some((node) => node.type === "ClassDeclaration" && nameOf(nodeAt(node, "id")) === name);
  return isDeclared || importsOf(file).some(({ target, names }) => target?.kind === "file" && names.includes(name));
}

const written = new WeakMap<Source, ReadonlySet<string>>();

/** The names that functions of the file change, and do not bind themselves: `a.push(b)`, `a.b = c`, `a[b] += c`, `delete a.b`. */
function writtenByFunctions(file: Source): ReadonlySet<string> {
  const known = written.get(file) ?? new Set(functionsOf(file).flatMap(writtenIn));
  written.set(file, known);
  return known;
}

const functionsOf = (file: Source): readonly SyntaxNode[] =>
  everyNodeOf(parseSource(file)).filter(({ type }) => /^(?:Function|ArrowFunction)/.test(type));

function writtenIn(made: SyntaxNode): readonly string[] {
  const nodes = everyNodeOf(made);
  const bound = new Set(boundNames(made, nodes));
  return nodes.flatMap((node) => writtenName(node) ?? []).filter((name) => !bound.has(name));
}

function writtenName(node: SyntaxNode): string | undefined {
  const changed = nodeAt(
    node,
    node.type === "AssignmentExpression" ? "left" : node.type === "CallExpression" ? "callee" : "argument",
  );
  if (changed?.type !== "MemberExpression") return undefined;
  const isWrite =
    node.type === "CallExpression"
      ? WRITES.has(nameOf(nodeAt(changed, "property")) ?? "")
      : /^(?:Assignment|Update)Expression$/.test(node.type) || textAt(node, "operator") === "delete";
  return isWrite ? nameOf(nodeAt(changed, "object")) : undefined;
}

/** The names of a function's parameters and variables. */
const boundNames = (made: SyntaxNode, nodes: readonly SyntaxNode[]): readonly string[] => [
  ...nodesAt(made, "params").flatMap((each) => everyNodeOf(each).flatMap((node) => nameOf(node) ?? [])),
  ...nodes.flatMap((node) => (node.type === "VariableDeclarator" ? (nameOf(nodeAt(node, "id")) ?? []) : [])),
];
