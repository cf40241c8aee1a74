import type { RuleProblem } from "@nearside/rules/reading/rules-refused.ts";
import type { RuleProblemShown } from "@nearside/shared/api/console/rules.ts";

/** As it leaves the server. */
export const shownProblem = ({ line, column, endLine, endColumn, message, rule }: RuleProblem): RuleProblemShown => ({
  ...{ line, column, end_line: endLine, end_column: endColumn, message, rule },
});
