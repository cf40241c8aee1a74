import type { VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
import { useId, useMemo, useState } from "react";
import { ruleEditTexts } from "../../../texts/console/rules-edit.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { completionsFrom } from "./code/cedar-completions.ts";
import { CodeEditor } from "./code/code-editor.tsx";
import { CEDAR } from "./code/code-languages.ts";
import type { CodeProblem } from "./code/code-text.ts";
import { FoundInText, type Place } from "./found-in-text.tsx";
import type { RulesDraftInHand } from "./use-rules-draft.ts";

/** Edits the rules as Cedar text, and marks each problem at its place. */
export function RulesAsText({
  draft,
  vocabulary,
  goTo,
}: {
  draft: RulesDraftInHand;
  vocabulary: VocabularyAnswer;
  goTo: Place | undefined;
}) {
  const id = useId();
  const { current, check, isChecked, problem } = draft;
  const [chosen, setChosen] = useState<Place>();
  const complete = useMemo(() => completionsFrom(vocabulary), [vocabulary]);
  const problems = useMemo(
    () => (isChecked && check !== undefined ? problemsOf(check) : undefined),
    [isChecked, check],
  );
  return (
    <>
      <div id={id} className="field-hint">
        <p>{ruleEditTexts.text.keys}</p>
      </div>
      <CodeEditor
        label={ruleEditTexts.text.label}
        text={current.text}
        onChange={(text) => draft.change({ text })}
        language={CEDAR}
        problems={problems}
        complete={complete}
        goTo={chosen ?? goTo}
      />
      {problem === null ? null : (
        <ProblemNotice title={ruleEditTexts.found.notChecked} problem={problem} onRetry={draft.checkAgain} />
      )}
      <FoundInText draft={draft} onGo={setChosen} />
    </>
  );
}

const problemsOf = ({ problems, lint }: NonNullable<RulesDraftInHand["check"]>): CodeProblem[] => [
  ...problems.map(({ line, column, end_line, end_column, message }) => ({
    severity: "error" as const,
    ...{ line, column, message },
    endLine: end_line,
    endColumn: end_column,
  })),
  ...lint.flatMap(({ line, message }) =>
    line === null
      ? []
      : [
          {
            severity: "warning" as const,
            ...{ line, column: 1, endLine: line, endColumn: Number.MAX_SAFE_INTEGER, message },
          },
        ],
  ),
];
