import type { RulesAnswer } from "@nearside/shared/api/console/rules.ts";
import { LinkButton } from "../../ui/link-button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { PublishChecked } from "../publish-rules.tsx";
import { Difference } from "../shown/difference.tsx";
import { LintList } from "../shown/lint-list.tsx";
import type { RulesDraftInHand } from "./use-rules-draft.ts";

/** Shows what publishing the draft would change, and publishes it. */
export function PublishPanel({ draft, answer }: { draft: RulesDraftInHand; answer: RulesAnswer }) {
  const { current, settled, check, isChanged, isChecked, problem } = draft;
  if (!isChanged)
    return (
      <Panel title="Publish">
        <p>The draft is what is in force: version {answer.version.number}.</p>
      </Panel>
    );
  return (
    <Panel
      title="Publish"
      actions={
        <>
          <LinkButton kind="plain" href="/console/rules/what-if">
            Try one login
          </LinkButton>
          <LinkButton kind="plain" href="/console/rules/replay">
            Replay the last days
          </LinkButton>
        </>
      }
    >
      {settled.text === answer.text ? null : (
        <Difference what="What changes in the rules" before={answer.text} after={settled.text} />
      )}
      {settled.tests === answer.tests ? null : (
        <>
          <h3>In the tests</h3>
          <Difference what="What changes in the tests" before={answer.tests} after={settled.tests} />
        </>
      )}
      {check === undefined || !isChecked ? (
        problem === null ? (
          <p role="status">Checking…</p>
        ) : (
          <ProblemNotice title="The rules could not be checked" problem={problem} onRetry={draft.checkAgain} />
        )
      ) : (
        <>
          {check.lint.length === 0 ? null : <LintList lint={check.lint} />}
          {answer.needs_second ? <p>A second rule author has to agree before it rules.</p> : null}
          <PublishChecked
            draft={current}
            check={check}
            needsSecond={answer.needs_second}
            reason=""
            form="rules.publish"
            onPublished={draft.discard}
          />
        </>
      )}
    </Panel>
  );
}
