import { unknownNames } from "@nearside/rules/lint/unknown-names.ts";
import type { CompiledRules } from "@nearside/rules/reading/rule.ts";
import type { RuleProblem } from "@nearside/rules/reading/rules-refused.ts";
import type { FieldProblem } from "@nearside/shared/api/console/console-error.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx } from "../../platform/store/database.ts";
import { consoleTexts } from "../../texts/console.ts";
import type { CheckedDraft } from "./check-draft.ts";
import { findExistingNames } from "./existing-names.ts";

const MOST_PROBLEMS = 50;
/** UTF-16 code units in the problem of a field, at most. */
const MOST_SHOWN = 400;

/**
 * Demands that a draft may be published: its rules are valid and name existing things, its tests pass, and its author has seen
 * every warning of lint.
 *
 * @param acknowledged keys of the warnings that were seen; null if all of them were
 * @throws ConsoleError `invalid_request` with every place; the published set stays active
 */
export function demandPublishable(
  { set, problems, testsProblem, results, lint }: CheckedDraft,
  acknowledged: readonly string[] | null,
): CompiledRules {
  const seen = (key: string) => acknowledged === null || acknowledged.includes(key);
  const wrong: FieldProblem[] = [
    ...problems.map(placed),
    ...(testsProblem === null ? [] : [{ field: "tests", problem: shortened(testsProblem) }]),
    ...results
      .filter(({ passed }) => !passed)
      .map(({ name, problem }) => ({
        field: "tests",
        problem: shortened(consoleTexts.rules.testFailed({ name, problem: problem ?? "it does not pass" })),
      })),
    ...lint
      .filter(({ key }) => !seen(key))
      .map(({ line, message }) => ({
        field: "acknowledged",
        problem: shortened(`${line === null ? "" : `Line ${line}: `}${message}`),
      })),
  ];
  if (set === null || wrong.length > 0)
    throw new ConsoleError("invalid_request", {
      description: consoleTexts.rules.notPublished,
      fields: wrong.slice(0, MOST_PROBLEMS),
    });
  return set;
}

/**
 * Demands again that the names in the set exist, in the transaction that publishes it. Changes of names wait for the same turn.
 *
 * @throws ConsoleError `invalid_request`
 */
export async function demandExistingNames(services: WithConfig, trx: Trx, set: CompiledRules): Promise<void> {
  const problems = unknownNames(set, await findExistingNames(services, trx, set));
  if (problems.length > 0)
    throw new ConsoleError("invalid_request", { fields: problems.slice(0, MOST_PROBLEMS).map(placed) });
}

const placed = ({ line, column, message }: RuleProblem): FieldProblem => ({
  field: "text",
  problem: shortened(consoleTexts.rules.place({ line, column, message })),
});

const shortened = (text: string): string => neutralise(text, MOST_SHOWN);
