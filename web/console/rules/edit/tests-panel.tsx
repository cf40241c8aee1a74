import { ruleEditTexts } from "../../../texts/console/rules-edit.tsx";
import { Named } from "../../../ui/quoted.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Panel } from "../../ui/panel.tsx";
import { TestResults } from "../shown/test-results.tsx";
import { CodeEditor } from "./code/code-editor.tsx";
import { JSON_TEXT } from "./code/code-languages.ts";
import type { RulesDraftInHand } from "./use-rules-draft.ts";

const texts = ruleEditTexts.tests;

const NO_PROBLEMS: readonly never[] = [];
const EXAMPLE =
  '[{ "name": "night", "given": { "time": { "hour": 23 } }, "expect": { "outcome": "deny", "rules": ["night"] } }]';

/** Edits the tests beside the rules: each has a login and the outcome that it must have. */
export function TestsPanel({ draft }: { draft: RulesDraftInHand }) {
  const { current, check, isChecked } = draft;
  return (
    <Panel title={texts.title}>
      <p>{texts.says}</p>
      <details>
        <summary>{texts.example}</summary>
        <pre className="raw">{EXAMPLE}</pre>
      </details>
      <CodeEditor
        label={texts.label}
        text={current.tests}
        onChange={(tests) => draft.change({ tests })}
        language={JSON_TEXT}
        problems={NO_PROBLEMS}
      />
      {check === undefined || !isChecked ? (
        <p role="status">{ruleEditTexts.found.checking}</p>
      ) : check.tests_problem !== null ? (
        <Notice tone="alert" title={texts.unreadable}>
          <p>
            <Named text={check.tests_problem} />
          </p>
        </Notice>
      ) : check.problems.length > 0 ? (
        <p role="status">{texts.waiting}</p>
      ) : (
        <TestResults tests={check.tests} />
      )}
    </Panel>
  );
}
