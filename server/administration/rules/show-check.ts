import type { CheckAnswer, RulesDraft } from "@nearside/shared/api/console/rules.ts";
import { checkDraft } from "./check-draft.ts";
import type { RuleBookServices } from "./rule-book-services.ts";
import { shownRules } from "./show-rules.ts";
import { shownProblem } from "./shown-problem.ts";

/** The checks of that draft, as console and shell show them. */
export async function showCheck(services: RuleBookServices, draft: RulesDraft): Promise<CheckAnswer> {
  const { set, problems, testsProblem, results, lint } = await checkDraft(services, draft);
  return {
    problems: problems.map(shownProblem),
    tests_problem: testsProblem,
    rules: set === null ? [] : shownRules(set),
    tests: [...results],
    lint: [...lint],
  };
}
