import type { Lint, RulesDraft } from "@nearside/shared/api/console/rules.ts";
import { type RuleTest, type RuleTestResult, ruleTestsSchema } from "@nearside/shared/rules/rule-tests.ts";
import * as v from "valibot";
import type { Ground } from "../../ground.ts";
import { compileRules } from "../compile.ts";
import type { CompiledRules } from "../rule.ts";
import { type RuleProblem, RulesRefused } from "../rules-refused.ts";
import { longInReportOnly } from "./report-since.ts";
import { unknownNames } from "./unknown-names.ts";

/** Everything that is asked of a draft before it is published. */
export interface CheckedDraft {
  /** Null where the text is none. */
  readonly set: CompiledRules | null;
  readonly problems: readonly RuleProblem[];
  /** Of the tests' text. */
  readonly testsProblem: string | null;
  readonly results: readonly RuleTestResult[];
  readonly lint: readonly Lint[];
}

/** Changes nothing. What it costs stands for itself: no lock is held and no transaction is open. */
export async function checkDraft(ground: Ground, { text, tests }: RulesDraft): Promise<CheckedDraft> {
  const read = readTests(tests);
  const testsProblem = "problem" in read ? read.problem : null;
  const compiled = compile(text);
  if ("problems" in compiled) return { set: null, problems: compiled.problems, testsProblem, results: [], lint: [] };
  const { set } = compiled;
  return {
    set,
    problems: await unknownNames(ground, ground.db, set),
    testsProblem,
    results: [],
    lint: await longInReportOnly(ground, set),
  };
}

function compile(text: string): { readonly set: CompiledRules } | { readonly problems: readonly RuleProblem[] } {
  try {
    return { set: compileRules(text, "draft") };
  } catch (refused) {
    if (refused instanceof RulesRefused) return { problems: refused.problems };
    throw refused;
  }
}

/** An empty text: no tests. */
export function readTests(text: string): { readonly tests: readonly RuleTest[] } | { readonly problem: string } {
  if (text.trim() === "") return { tests: [] };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return { problem: "The tests are no JSON." };
  }
  const parsed = v.safeParse(ruleTestsSchema, json);
  if (parsed.success) return { tests: parsed.output };
  const [issue] = parsed.issues;
  // a member that nobody asks for has a name that its author chose
  const field = issue.expected === "never" ? "" : (v.getDotPath(issue) ?? "");
  const name = nameOf(json, field);
  return {
    problem: `The tests are not in their form: ${field === "" ? "they hold what no test has" : `${field} is missing or not as it should be`}${name}. docs/rules.md shows one.`,
  };
}

/** Of the test where it lies, by its place in the list. */
function nameOf(json: unknown, field: string): string {
  const at = Number(field.split(".")[0]);
  const test: unknown = Array.isArray(json) ? json[at] : undefined;
  if (typeof test !== "object" || test === null || !("name" in test) || typeof test.name !== "string") return "";
  return ` (test ${at + 1})`;
}
