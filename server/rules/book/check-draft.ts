import type { Lint, RulesDraft } from "@nearside/shared/api/console/rules.ts";
import type { RuleTestResult } from "@nearside/shared/rules/rule-tests.ts";
import type { Ground } from "../../ground.ts";
import { lint } from "../lint.ts";
import { runTests } from "../run-tests.ts";
import { unknownNames } from "../unknown-names.ts";
import { lintFacts } from "./lint-facts.ts";
import { type ReadDraft, readDraft } from "./read-draft.ts";
import { longInReportOnly } from "./report-since.ts";

/** Everything that is asked of a draft before it is published. */
export interface CheckedDraft extends Pick<ReadDraft, "set" | "problems" | "testsProblem"> {
  readonly results: readonly RuleTestResult[];
  readonly lint: readonly Lint[];
}

/** Changes nothing, and holds nothing meanwhile: no lock is taken, no transaction is open. */
export async function checkDraft(ground: Ground, draft: RulesDraft): Promise<CheckedDraft> {
  const { set, problems, tests, testsProblem } = readDraft(draft);
  if (set === null) return { set, problems, testsProblem, results: [], lint: [] };
  const facts = await lintFacts(ground, set);
  // a name that there is not stands in its place in the text, and no second time below it
  const found = lint(set, facts).filter(({ code }) => code !== "unknown_name");
  return {
    set,
    problems: unknownNames(set, facts.known),
    testsProblem,
    results: runTests(set, tests),
    lint: [...found, ...(await longInReportOnly(ground, set))],
  };
}
