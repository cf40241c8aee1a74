import type { CheckAnswer, RulesDraft } from "@nearside/shared/api/console/rules.ts";
import { lint } from "../lint.ts";
import { runTests } from "../run-tests.ts";
import { NOTHING_KNOWN } from "../unknown-names.ts";
import { readDraft } from "./read-draft.ts";
import { shownProblem } from "./shown-problem.ts";

/** What can be said of a draft without a server: not whether what it names exists, nor what it would have done of late. */
export function checkOffline(draft: RulesDraft): Pick<CheckAnswer, "problems" | "tests_problem" | "tests" | "lint"> {
  const { set, problems, tests, testsProblem } = readDraft(draft);
  return {
    problems: problems.map(shownProblem),
    tests_problem: testsProblem,
    tests: set === null ? [] : runTests(set, tests),
    lint: set === null ? [] : lint(set, { known: NOTHING_KNOWN, samples: [], administrators: [] }),
  };
}
