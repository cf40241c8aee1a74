import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { MOST_RULES_TEXT } from "@nearside/shared/rules/notation.ts";
import { expect, it } from "vitest";
import { RULE_TEMPLATES } from "./cards/templates.ts";
import { ORDINARY } from "./kept-tests/ordinary-given.ts";
import { readTests } from "./kept-tests/read-tests.ts";
import { runTests } from "./kept-tests/run-tests.ts";
import { ANNOTATIONS } from "./language/annotations.ts";
import { ATTRIBUTES } from "./language/attributes.ts";
import { writeSchema } from "./language/vocabulary.ts";
import { BUILT_IN_RULES } from "./reading/built-in.ts";
import { compileRules, MOST_RULES } from "./reading/compile.ts";
import { MOST_DOTS, MOST_NESTING, MOST_OPERATORS } from "./reading/statements.ts";
import { engine } from "./testing/engine.ts";

// docs/reference/rules.md is written by hand except between marks, where it shows the server's own tables: `npx vitest run -u` writes these parts
// again.

const DOCUMENT = "../docs/reference/rules.md";
const TUTORIAL = "../docs/tutorials/first-rule.md";

const fenced = (language: string, text: string) => `\`\`\`${language}\n${text.trimEnd()}\n\`\`\``;

/** Attributes with a closed list of values. */
const valued = (): string =>
  [
    "| attribute | is one of |",
    "| --- | --- |",
    ...ATTRIBUTES.filter(({ values }) => values.length > 0).map(
      ({ path, values }) => `| \`${path}\` | ${values.map((value) => `\`${value}\``).join(", ")} |`,
    ),
  ].join("\n");

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

const read = (document: string) => readFileSync(fileURLToPath(new URL(document, import.meta.url)), "utf8");
const written = read(DOCUMENT);

/** The rule that the tutorial makes by form, as the editor writes it. */
const madeByForm = (mode: string): string => `
@id("say-what-you-log-in-for")
${mode}
@require_justification
forbid (principal, action == Action::"approve", resource);
`;

const fencesIn = (text: string, language: string): readonly string[] =>
  [...text.matchAll(/^ *```(\w+)\n([\s\S]*?)^ *```/gm)].flatMap(([, of, inside = ""]) =>
    of === language ? [inside] : [],
  );

it("is told in docs/reference/rules.md", async () => {
  const parts: string[] = [];
  const rewritten = written.replaceAll(/(<!-- written: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g, (_, from, part, to) => {
    parts.push(part);
    return `${from}\n${PARTS[part]?.()}\n\n${to}`;
  });
  expect(parts.sort()).toEqual(Object.keys(PARTS).sort());
  await expect(rewritten).toMatchFileSnapshot(DOCUMENT);
});

it("shows a first rule, the trap, its way out, and tests that pass", () => {
  const byHand = written.replaceAll(/<!-- written: [\s\S]*?<!-- end -->/g, "");
  const [trap = "", guarded = ""] = fencesIn(byHand, "cedar");
  const [first = ""] = fencesIn(read(TUTORIAL), "cedar");
  const otherTests = fencesIn(byHand, "json");
  const steps = [madeByForm('@mode("report-only")'), madeByForm(""), madeByForm("") + first];
  const ran = fencesIn(read(TUTORIAL), "json").map((tests, step) =>
    runTests(engine, compileRules(engine, BUILT_IN_RULES + steps[step], "draft"), readTests(tests)),
  );
  expect(ran.map((tests) => tests.map(({ problem }) => problem))).toEqual([[null], [null], [null, null]]);
  expect(() => compileRules(engine, trap, "draft")).toThrow(/optional attribute/);
  expect(compileRules(engine, guarded, "draft").rules).toHaveLength(1);
  const templates = compileRules(engine, BUILT_IN_RULES + RULE_TEMPLATES.map(({ text }) => text).join(""), "draft");
  const results = otherTests.flatMap((text) => runTests(engine, templates, readTests(text)));
  expect(results).toHaveLength(2);
  for (const { problem } of results) expect(problem).toBeNull();
});

it("is shown to administrators by a rule that can be published", () => {
  const [shown = ""] = fencesIn(read("../docs/how-to/administer.md"), "cedar");
  expect(compileRules(engine, BUILT_IN_RULES + shown, "draft").rules).toHaveLength(2);
});

it.each(
  readdirSync(fileURLToPath(new URL("../docs/", import.meta.url)), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md") && `../docs/${name}` !== DOCUMENT && !name.endsWith("administer.md"))
    .flatMap((name) => fencesIn(read(`../docs/${name}`), "cedar").map((text) => [name, text] as const)),
)("is shown in docs/%s by a rule that can be published", (_name, text) => {
  expect(compileRules(engine, BUILT_IN_RULES + text, "draft").rules.length).toBeGreaterThan(0);
});
