import { isCode } from "../source.ts";
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

/** Objects without members of their own: to `toMatchObject` each is a subset of whatever it is held against. */
const HAVE_NO_MEMBERS = new Set(["RegExp", "URL"]);

export const matchesSaySomething: Rule = {
  says: "toMatchObject is given no regular expression, URL or {}",
  because: "it asks for their members alone, and they have none: every text would pass. Say expect.stringMatching(…)",
  broken: (file) => {
    if (!isCode(file.path) || !file.text.includes("toMatchObject")) return [];
    const calls = everyNodeOf(parseSource(file)).filter(isMatch);
    return calls.flatMap((call) =>
      nodesAt(call, "arguments")
        .flatMap((argument) => [...comparedIn(argument)])
        .filter(hasNoMembers)
        .map((node) => `${lineOf(file, node)}: matches everything`),
    );
  },
  planted: [
    source("shared/a.test.ts", `expect(error).toMatchObject({ code: "x", message: /because/ });`),
    source("shared/a.test.ts", `await expect(f()).rejects.toMatchObject([{ deep: { in: [/x/] } }]);`),
    source("shared/a.test.ts", `expect(it).toMatchObject({ address: new URL("https://a.example") });`),
    source("shared/a.test.ts", `expect(it).toMatchObject({ text: new RegExp(word) });`),
    source("shared/a.test.ts", `expect(it).toMatchObject({ body: {} });`),
    source("shared/a.test.ts", `expect(it).toMatchObject({ body: { ...said, text: late ? /x/ : "y" } });`),
  ],
  kept: [
    source("shared/a.test.ts", `expect(it).toMatchObject({ text: expect.stringMatching(/x/) });`),
    source("shared/a.test.ts", `expect(it).toMatchObject(await seen(/x/));`),
    source("shared/a.test.ts", `expect(it).toEqual({ body: {} });`),
    source("shared/a.test.ts", `expect(it).toMatchObject({ text: said.match(/x/)?.[0], all: [] });`),
  ],
};

const isMatch = (node: SyntaxNode): boolean => {
  const callee = node.type === "CallExpression" ? nodeAt(node, "callee") : undefined;
  const property = callee && nodeAt(callee, "property");
  return property !== undefined && textAt(property, "name") === "toMatchObject";
};

/** The node and its parts. Arguments of a call are no parts: the call makes something else of them. */
function* comparedIn(node: SyntaxNode): Generator<SyntaxNode> {
  yield node;
  if (node.type === "CallExpression" || node.type === "NewExpression" || node.type === "MemberExpression") return;
  for (const [, child] of childrenOf(node)) yield* comparedIn(child);
}

function hasNoMembers(node: SyntaxNode): boolean {
  if (node.type === "ObjectExpression") return nodesAt(node, "properties").length === 0;
  if (node.type === "Literal") return field(node, "regex") !== undefined && field(node, "regex") !== null;
  const callee = node.type === "NewExpression" ? nodeAt(node, "callee") : undefined;
  return callee !== undefined && HAVE_NO_MEMBERS.has(textAt(callee, "name") ?? "");
}
