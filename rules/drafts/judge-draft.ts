import type { Lint } from "@nearside/shared/api/console/rules.ts";
import type { RuleTestResult } from "@nearside/shared/rules/rule-tests.ts";
import type { RuleEngine } from "../engine.ts";
import { runTests } from "../kept-tests/run-tests.ts";
import { type LintFacts, lint } from "../lint/lint.ts";
import { type ExistingNames, unknownNames } from "../lint/unknown-names.ts";
import type { RuleProblem } from "../reading/rules-refused.ts";
import type { ReadDraft } from "./read-draft.ts";

export interface JudgedDraft {
  readonly problems: readonly RuleProblem[];
  readonly results: readonly RuleTestResult[];
  readonly lint: readonly Lint[];
}

/** The facts that are needed beside the draft itself. */
export interface DraftFacts extends LintFacts {
  readonly existing: ExistingNames;
}

/** Judges a draft by facts alone. */
export function judgeDraft(engine: RuleEngine, { set, problems, tests }: ReadDraft, facts: DraftFacts): JudgedDraft {
  if (set === null) return { problems, results: [], lint: [] };
  return {
    problems: unknownNames(set, facts.existing),
    results: runTests(engine, set, tests),
    lint: lint(engine, set, facts),
  };
}
