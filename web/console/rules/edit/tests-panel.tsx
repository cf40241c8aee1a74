import { Named } from "../../../ui/quoted.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Panel } from "../../ui/panel.tsx";
import { TestResults } from "../shown/test-results.tsx";
import { CodeEditor } from "./code/code-editor.tsx";
import { JSON_TEXT } from "./code/code-languages.ts";
import type { RulesDraftInHand } from "./use-rules-draft.ts";

const NO_PROBLEMS: readonly never[] = [];
const EXAMPLE =
  '[{ "name": "night", "given": { "time": { "hour": 23 } }, "expect": { "outcome": "deny", "rules": ["night"] } }]';

/** Edits the tests beside the rules: each has a login and the outcome that it must have. */
export function TestsPanel({ draft }: { draft: RulesDraftInHand }) {
  const { current, check, isChecked } = draft;
  return (
    <Panel title="Tests">
      <p>
        Each says how a login differs from an ordinary one, and what must come of it. All of them pass before the rules
        are published.
      </p>
      <details>
        <summary>How a test is written</summary>
        <pre className="raw">{EXAMPLE}</pre>
      </details>
      <CodeEditor
        label="The tests, as JSON. Tab leaves the editor."
        text={current.tests}
        onChange={(tests) => draft.change({ tests })}
        language={JSON_TEXT}
        problems={NO_PROBLEMS}
      />
      {check === undefined || !isChecked ? (
        <p role="status">Checking…</p>
      ) : check.tests_problem !== null ? (
        <Notice tone="alert" title="The tests can't be read">
          <p>
            <Named text={check.tests_problem} />
          </p>
        </Notice>
      ) : check.problems.length > 0 ? (
        <p role="status">They run once the rules can be read.</p>
      ) : (
        <TestResults tests={check.tests} />
      )}
    </Panel>
  );
}
