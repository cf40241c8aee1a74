import { judgeDraft } from "@nearside/rules/drafts/judge-draft.ts";
import { readDraft } from "@nearside/rules/drafts/read-draft.ts";
import { RuleEngine } from "@nearside/rules/engine.ts";
import { NOTHING_KNOWN } from "@nearside/rules/lint/unknown-names.ts";
import type { RuleProblem } from "@nearside/rules/reading/rules-refused.ts";
import type { CheckAnswer, RuleProblemShown, RulesDraft } from "@nearside/shared/api/console/rules.ts";

/**
 * Runs the checks of a draft that need no server. They can't find out if the things that it names exist, nor what it would have
 * done to recent logins.
 */
export function checkOffline(draft: RulesDraft): Pick<CheckAnswer, "problems" | "tests_problem" | "tests" | "lint"> {
  const engine = new RuleEngine();
  const read = readDraft(engine, draft);
  const { problems, results, lint } = judgeDraft(engine, read, {
    existing: NOTHING_KNOWN,
    samples: [],
    administrators: [],
    people: null,
  });
  return {
    problems: problems.map(shownProblem),
    tests_problem: read.testsProblem,
    tests: [...results],
    lint: [...lint],
  };
}

/** A problem as the API returns it. */
export const shownProblem = ({ line, column, endLine, endColumn, message, rule }: RuleProblem): RuleProblemShown => ({
  ...{ line, column, end_line: endLine, end_column: endColumn, message, rule },
});
