import { isCode, isUnitTest } from "../source.ts";
import { everyNodeOf, lineOf, nodeAt, nodesAt, parseSource, type SyntaxNode, textAt } from "../syntax-tree.ts";
import { type Rule, source } from "./rule.ts";

export const namesAreNoPlaces: Rule = {
  says: "a form of plural() that holds anything but the number is a function",
  because:
    "in a form that is a text the number goes wherever # is, also into the name of a group such as C# developers: then the person reads the name of another one",
  broken: (file) => {
    if (!isCode(file.path) || isUnitTest(file.path) || !file.text.includes("plural(")) return [];
    return everyNodeOf(parseSource(file))
      .filter((node) => node.type === "CallExpression" && calledName(node) === "plural")
      .flatMap((call) => nodesAt(call, "arguments"))
      .flatMap((given) => (given.type === "ObjectExpression" ? nodesAt(given, "properties") : []))
      .flatMap((property) => nodesAt(property, "value"))
      .filter((form) => form.type === "TemplateLiteral" && nodesAt(form, "expressions").length > 0)
      .map((form) => `${lineOf(file, form)}: puts the number wherever a value has #`);
  },
  planted: [
    source("web/texts/a.ts", `const a = plural(count, { one: "# person", other: \`# people in \${group}\` });`),
    source("server/texts/a.ts", `const a = plural(count, { one: \`# in \${group}\`, other: "# people" });`),
  ],
  kept: [
    source("web/texts/a.ts", `const a = plural(count, { one: "# person", other: \`# people\` });`),
    source("web/texts/a.ts", `const a = plural(count, { one: "#", other: (number) => \`\${number} in \${group}\` });`),
  ],
};

function calledName(node: SyntaxNode): string | undefined {
  const callee = nodeAt(node, "callee");
  return callee === undefined ? undefined : textAt(callee, "name");
}
