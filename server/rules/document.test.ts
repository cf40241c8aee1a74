import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MOST_RULES_TEXT } from "@nearside/shared/rules/rules-text.ts";
import { expect, it } from "vitest";
import { ANNOTATIONS } from "./annotations.ts";
import { BUILT_IN_RULES } from "./built-in.ts";
import { compileRules, MOST_RULES } from "./compile.ts";
import { ORDINARY } from "./ordinary-given.ts";
import { readTests } from "./read-tests.ts";
import { runTests } from "./run-tests.ts";
import { MOST_DOTS, MOST_NESTING, MOST_OPERATORS } from "./statements.ts";
import { RULE_TEMPLATES } from "./templates.ts";
import { CONTEXT, ENTITIES, writeSchema } from "./vocabulary.ts";

// docs/rules.md is written by hand but for what stands between marks, which is what the server goes by: `npx vitest run -u` writes it anew.

const DOCUMENT = "../../docs/rules.md";

const fenced = (language: string, text: string) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

/** One with a list of what it can be. */
function valued(): string {
  const lines: string[] = [];
  const visit = (path: string, members: Readonly<Record<string, object>>): void => {
    for (const [name, member] of Object.entries(members)) {
      const at = `${path}.${name}`;
      if ("attributes" in member) visit(at, member.attributes as Readonly<Record<string, object>>);
      else if ("values" in member)
        lines.push(`| \`${at}\` | ${(member.values as string[]).map((value) => `\`${value}\``).join(", ")} |`);
    }
  };
  visit("principal", ENTITIES["User"]?.attributes ?? {});
  visit("context.machine", ENTITIES["Machine"]?.attributes ?? {});
  visit("context", CONTEXT);
  return ["| attribute | is one of |", "| --- | --- |", ...lines].join("\n");
}

const PARTS: Readonly<Record<string, () => string>> = {
  schema: () => fenced("cedarschema", writeSchema()),
  values: valued,
  outcomes: () =>
    [
      "| before a rule | what it does |",
      "| --- | --- |",
      ...Object.entries(ANNOTATIONS).map(
        ([name, { example, says, on }]) =>
          `| \`@${name}${example === null ? "" : `(${example})`}\` | ${says}${on === "permit" ? " Before a `permit` only." : ""} |`,
      ),
    ].join("\n"),
  limits: () =>
    [
      `A set has at most ${MOST_RULES.toLocaleString("en")} rules and ${MOST_RULES_TEXT / 1024} KiB. A rule has at most ${MOST_NESTING} brackets within each other,`,
      `${MOST_OPERATORS} operators and ${MOST_DOTS} dots: what is longer is a set of values, or several rules.`,
    ].join("\n"),
  ordinary: () => fenced("json", JSON.stringify(ORDINARY, null, 2)),
  templates: () =>
    RULE_TEMPLATES.map(({ title, says, text }) => `### ${title}\n\n${says}\n\n${fenced("cedar", text)}`).join("\n\n"),
};

const written = readFileSync(fileURLToPath(new URL(DOCUMENT, import.meta.url)), "utf8");

it("is told in docs/rules.md", async () => {
  const told: string[] = [];
  const anew = written.replaceAll(/(<!-- written: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g, (_, from, part, to) => {
    told.push(part);
    return `${from}\n${PARTS[part]?.()}\n\n${to}`;
  });
  expect(told.sort()).toEqual(Object.keys(PARTS).sort());
  await expect(anew).toMatchFileSnapshot(DOCUMENT);
});

it("shows the trap, its way out, and tests that pass", () => {
  const byHand = written.replaceAll(/<!-- written: [\s\S]*?<!-- end -->/g, "");
  const fences = (language: string) =>
    [...byHand.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].flatMap(([, of, text = ""]) => (of === language ? [text] : []));
  const [trap = "", guarded = ""] = fences("cedar");
  expect(() => compileRules(trap, "draft")).toThrow(/optional attribute/);
  expect(compileRules(guarded, "draft").rules).toHaveLength(1);
  const templates = compileRules(BUILT_IN_RULES + RULE_TEMPLATES.map(({ text }) => text).join(""), "draft");
  const results = fences("json").flatMap((text) => runTests(templates, readTests(text)));
  expect(results).toHaveLength(2);
  for (const { problem } of results) expect(problem).toBeNull();
});
