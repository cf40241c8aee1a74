import { isBuildScript, isCode, isUnitTest, type Source } from "../source.ts";
import { lineOf, nodeAt, nodesAt, parseSource, type SyntaxNode, textAt } from "../syntax-tree.ts";
import { type Rule, source } from "./rule.ts";

/** Collections that a module fills while it runs. A WeakMap is let pass: it holds values that are derived from its keys. */
const FILLED_LATER = new Set(["Map", "Set", "WeakSet"]);
/** A thread's own program, which runs once. */
const WORKER = /-worker\.ts$/;

export const noModuleState: Rule = {
  says: "no module of rules and server keeps state of its own: no let, and no empty Map or Set at its top",
  because:
    "two servers of one process would share it, nobody could close it, and a reader could not see on what an answer rests; the composition root makes an object and hands it on",
  broken: (file) => {
    if (!/^(?:rules|server)\//.test(file.path) || !isCode(file.path)) return [];
    if (isUnitTest(file.path) || isBuildScript(file.path) || WORKER.test(file.path)) return [];
    return nodesAt(parseSource(file), "body").flatMap((statement) => stateIn(file, statement));
  },
  planted: [
    source("server/protocol/rules/a.ts", `let running: Engine | undefined;`),
    source("rules/judging/a.ts", `const taken = new Map<InScope, string>();`),
    source("rules/judging/a.ts", `export const seen = new Set();`),
    source("server/platform/audit/a.ts", `export let hearers = [];`),
    source("server/platform/audit/a.ts", `const seenOnce = new WeakSet<object>();`),
  ],
  kept: [
    source("server/protocol/rules/a.ts", `const CODES = new Set(["a"]); const BY_PATH = new Map(LIST.map(pair));`),
    source("rules/judging/a.ts", `const scopes = new WeakMap<readonly Rule[], Scopes>();`),
    source("rules/judging/a.ts", `export class Slots { #taken = new Map(); } function f() { let a = 1; return a; }`),
    source("server/protocol/rules/rule-worker.ts", `let read: ReadDraft | undefined;`),
    source("server/testing/machine.ts", `let made = 0;`),
    source("web/console/a.ts", `let made = 0;`),
  ],
};

function stateIn(file: Source, statement: SyntaxNode): readonly string[] {
  const declaration = nodeAt(statement, "declaration") ?? statement;
  if (declaration.type !== "VariableDeclaration") return [];
  const isConstant = textAt(declaration, "kind") === "const";
  return nodesAt(declaration, "declarations").flatMap((each) => {
    const made = nodeAt(each, "init");
    const callee = made?.type === "NewExpression" ? nodeAt(made, "callee") : undefined;
    const isEmpty =
      made !== undefined &&
      FILLED_LATER.has((callee && textAt(callee, "name")) ?? "") &&
      nodesAt(made, "arguments").length === 0;
    return !isConstant || isEmpty ? [`${lineOf(file, each)}: keeps state at the top of a module`] : [];
  });
}
