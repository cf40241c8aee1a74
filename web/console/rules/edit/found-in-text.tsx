import { ruleEditTexts } from "../../../texts/console/rules-edit.tsx";
import { withCode } from "../../../texts/with-code.tsx";
import { Button } from "../../../ui/button.tsx";
import { keyed } from "../../../ui/keyed.ts";
import { makeVisible } from "../../../ui/make-visible.ts";
import { LintList } from "../shown/lint-list.tsx";
import type { RulesDraftInHand } from "./use-rules-draft.ts";

const texts = ruleEditTexts.found;

/** A place in the text. Line and column count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Says how the draft is. A text that can't be read has its problems, with the way there. Warnings are listed here
 * only while the draft equals the active rules, because the panel for publishing lists it otherwise.
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
                {texts.place({ line, column })}
              </Button>{" "}
              <bdi>{withCode(makeVisible(message))}</bdi>
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
  if (check === undefined || !isChecked) return texts.checking;
  const { problems, rules, lint } = check;
  if (problems.length > 0) return texts.problems(problems.length);
  return texts.fine({ rules: rules.length, warnings: lint.length });
}
