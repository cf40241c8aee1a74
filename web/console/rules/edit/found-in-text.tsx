import { Button } from "../../../ui/button.tsx";
import { keyed } from "../../../ui/keyed.ts";
import { Named } from "../../../ui/quoted.tsx";
import { countOf } from "../../ui/count-of.ts";
import { LintList } from "../shown/lint-list.tsx";
import type { RulesDraftInHand } from "./use-rules-draft.ts";

/** A place in the text. Line and column count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Says how the draft is. A text that can't be read has its problems, with the way there. What is odd is listed here
 * only while the draft equals the set in force, because the panel for publishing lists it otherwise.
 */
export function FoundInText({
  draft: { check, isChecked, isChanged },
  onGo,
}: {
  draft: RulesDraftInHand;
  onGo: (place: Place) => void;
}) {
  return (
    <div className="found">
      <p role="status">{statusOf(check, isChecked)}</p>
      {check === undefined ? null : (
        <ul className="rule-lines">
          {keyed(check.problems).map(({ key, item: { line, column, message } }) => (
            <li key={key}>
              <Button kind="plain" small onPress={() => onGo({ line, column })}>
                Line {line}, column {column}
              </Button>{" "}
              <Named text={message} />
            </li>
          ))}
        </ul>
      )}
      {check === undefined || isChanged || check.problems.length > 0 || check.lint.length === 0 ? null : (
        <LintList lint={check.lint} />
      )}
    </div>
  );
}

function statusOf(check: RulesDraftInHand["check"], isChecked: boolean): string {
  if (check === undefined || !isChecked) return "Checking…";
  const { problems, rules, lint } = check;
  if (problems.length > 0) return `${countOf(problems.length, "problem")} in the text.`;
  const odd = lint.length === 0 ? "nothing odd was found" : `${countOf(lint.length, "thing")} to look at`;
  return `${countOf(rules.length, "rule")}, no mistake in the text; ${odd}.`;
}
