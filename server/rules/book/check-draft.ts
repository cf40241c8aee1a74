import type { Lint, RulesDraft } from "@nearside/shared/api/console/rules.ts";
import type { RuleTest, RuleTestResult } from "@nearside/shared/rules/rule-tests.ts";
import type { Ground } from "../../ground.ts";
import { compileRules } from "../compile.ts";
import { lint } from "../lint.ts";
import { readTests, TestsRefused } from "../read-tests.ts";
import type { CompiledRules } from "../rule.ts";
import { type RuleProblem, RulesRefused } from "../rules-refused.ts";
import { runTests } from "../run-tests.ts";
import { DRAFT_VERSION } from "../trials/draft.ts";
import { unknownNames } from "../unknown-names.ts";
import { lintFacts } from "./lint-facts.ts";
import { longInReportOnly } from "./report-since.ts";

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

/** Changes nothing, and holds nothing meanwhile: no lock is taken, no transaction is open. */
export async function checkDraft(ground: Ground, { text, tests }: RulesDraft): Promise<CheckedDraft> {
  const read = testsIn(tests);
  const testsProblem = "problem" in read ? read.problem : null;
  const compiled = compile(text);
  if ("problems" in compiled) return { set: null, problems: compiled.problems, testsProblem, results: [], lint: [] };
  const { set } = compiled;
  const facts = await lintFacts(ground, set);
  // a name that there is not stands in its place in the text, and no second time below it
  const found = lint(set, facts).filter(({ code }) => code !== "unknown_name");
  return {
    set,
    problems: unknownNames(set, facts.known),
    testsProblem,
    results: "tests" in read ? runTests(set, read.tests) : [],
    lint: [...found, ...(await longInReportOnly(ground, set))],
  };
}

function compile(text: string): { readonly set: CompiledRules } | { readonly problems: readonly RuleProblem[] } {
  try {
    return { set: compileRules(text, DRAFT_VERSION) };
  } catch (refused) {
    if (refused instanceof RulesRefused) return { problems: refused.problems };
    throw refused;
  }
}

function testsIn(text: string): { readonly tests: readonly RuleTest[] } | { readonly problem: string } {
  try {
    return { tests: readTests(text) };
  } catch (refused) {
    if (refused instanceof TestsRefused) return { problem: refused.message };
    throw refused;
  }
}
