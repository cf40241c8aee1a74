import type { RuleProblemShown } from "@nearside/shared/api/console/rules.ts";
import type { RuleProblem } from "../reading/rules-refused.ts";

/** As it leaves the server. */
export const shownProblem = ({ line, column, endLine, endColumn, message, rule }: RuleProblem): RuleProblemShown => ({
  ...{ line, column, end_line: endLine, end_column: endColumn, message, rule },
});
