import { MOST_RULES_TEXT } from "@nearside/shared/rules/notation.ts";
import { type RuleTest, ruleTestsSchema } from "@nearside/shared/rules/rule-tests.ts";
import * as v from "valibot";

/** The text holds no valid tests. The message tells its author where. */
export class TestsRefused extends Error {
  override readonly name = "TestsRefused";
}

/**
 * Reads the tests that are stored beside a set of rules, as their author wrote them: JSON. A blank text holds no tests.
 *
 * @throws TestsRefused
 */
export function readTests(text: string): RuleTest[] {
  if (text.length > MOST_RULES_TEXT)
    throw new TestsRefused(`the tests beside a set have at most ${MOST_RULES_TEXT / 1024} KiB`);
  if (text.trim() === "") return [];
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (cause) {
    throw new TestsRefused(`the tests are no JSON: ${cause instanceof Error ? cause.message : "unreadable"}`, {
      cause,
    });
  }
  const read = v.safeParse(ruleTestsSchema, written);
  if (!read.success) throw new TestsRefused(wrongIn(read.issues[0]));
  const names = read.output.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new TestsRefused(`two tests are called "${twice}"`);
  return read.output;
}

/** `test 1 ("over SSH"): there is no given.sesion` */
function wrongIn(issue: v.InferIssue<typeof ruleTestsSchema>): string {
  const [test, ...within] = issue.path ?? [];
  if (test === undefined) return issue.type === "array" ? "the tests are a list: [ … ]" : `the tests ${issue.message}`;
  const of = isNamed(test.value) ? ` ("${test.value.name.slice(0, MOST_NAME)}")` : "";
  const where = within.map(({ key }) => String(key)).join(".");
  return `test ${Number(test.key) + 1}${of}: ${problemAt(where, issue)}`;
}

const MOST_NAME = 120;

function problemAt(where: string, { type, expected, received, message }: v.BaseIssue<unknown>): string {
  if (where === "") return "a test is { name, given, expect }";
  if (type === "strict_object" && expected === "never") return `there is no ${where}`;
  if (type === "strict_object" && received === "undefined") return `${where} is missing`;
  return `${where}: ${message}`;
}

const isNamed = (test: unknown): test is { readonly name: string } =>
  typeof test === "object" && test !== null && "name" in test && typeof test.name === "string";
