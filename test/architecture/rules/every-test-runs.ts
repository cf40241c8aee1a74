import { everyNodeOf, lineOf, nodeAt, parseSource, type SyntaxNode, textAt } from "../syntax-tree.ts";
import { type Rule, source } from "./rule.ts";

/** Members that leave a test out in vitest: of `it`, `test` and `describe`, of a test's context, or among its options. */
const LEAVES_OUT = new Set(["skip", "skipIf", "runIf", "todo", "only", "fails"]);

export const everyTestRuns: Rule = {
  says: "no test is skipped, kept for later, or run alone",
  because: "a test that does not run proves nothing, and a row of the threat model counts as covered by it",
  broken: (file) => {
    if (!/\.test\.tsx?$/.test(file.path)) return [];
    return everyNodeOf(parseSource(file)).flatMap((node) => {
      const name = nameIn(node);
      return name !== undefined && LEAVES_OUT.has(name) ? [`${lineOf(file, node)}: says ${name}`] : [];
    });
  },
  planted: [
    source("test/attacks/live-relay.test.ts", `it.skip("is refused", () => {});`),
    source("test/attacks/live-relay.test.ts", `describe.skipIf(process.platform === "win32")("is refused", () => {});`),
    source("shared/a.test.ts", `test["only"]("this one", () => {});`),
    source("shared/a.test.ts", `it.each([1]).runIf(true)("%d", () => {});`),
    source("web/a.test.tsx", `it.todo("is refused");`),
    source("web/a.test.tsx", `it.fails("is refused", () => {});`),
    source("cli/a.test.ts", `it("is refused", { skip: true }, () => {});`),
    source("cli/a.test.ts", `it("is refused", (context) => context.skip());`),
    source("cli/a.test.ts", `it("is refused", ({ skip: leave }) => leave());`),
  ],
  kept: [
    source("test/attacks/live-relay.test.ts", `it("skips nothing", () => { expect("it.skip").toBe(only); });`),
    source("setup/tally.mjs", `list.only()`),
  ],
};

/** The name that a node reaches for: of a member, or of a property of an object or a pattern. */
function nameIn(node: SyntaxNode): string | undefined {
  const key = nodeAt(node, node.type === "MemberExpression" ? "property" : "key");
  if (key === undefined || (node.type !== "MemberExpression" && node.type !== "Property")) return undefined;
  return textAt(key, "name") ?? textAt(key, "value");
}
