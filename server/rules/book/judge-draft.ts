import type { Lint } from "@nearside/shared/api/console/rules.ts";
import type { RuleTestResult } from "@nearside/shared/rules/rule-tests.ts";
import { type LintFacts, lint } from "../lint.ts";
import type { RuleProblem } from "../rules-refused.ts";
import { runTests } from "../run-tests.ts";
import { unknownNames } from "../unknown-names.ts";
import type { ReadDraft } from "./read-draft.ts";

export interface JudgedDraft {
  readonly problems: readonly RuleProblem[];
  readonly results: readonly RuleTestResult[];
  readonly lint: readonly Lint[];
}

/** What is to be said of a draft, by facts alone. */
export function judgeDraft({ set, problems, tests }: ReadDraft, facts: LintFacts): JudgedDraft {
  if (set === null) return { problems, results: [], lint: [] };
  return {
    problems: unknownNames(set, facts.known),
    results: runTests(set, tests),
    // a name that there is not stands in its place in the text, and no second time below it
    lint: lint(set, facts).filter(({ code }) => code !== "unknown_name"),
  };
}
