import type { RuleProblem } from "@nearside/rules/reading/rules-refused.ts";
import type { RuleProblemShown } from "@nearside/shared/api/console/rules.ts";

/** A problem as the API returns it. */
export const shownProblem = ({ line, column, endLine, endColumn, message, rule }: RuleProblem): RuleProblemShown => ({
  ...{ line, column, end_line: endLine, end_column: endColumn, message, rule },
});
