import type { RulesAnswer } from "@nearside/shared/api/console/rules.ts";
import { ruleEditTexts } from "../../../texts/console/rules-edit.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { PublishChecked } from "../publish-rules.tsx";
import { Difference } from "../shown/difference.tsx";
import { LintList } from "../shown/lint-list.tsx";
import type { RulesDraftInHand } from "./use-rules-draft.ts";

const texts = ruleEditTexts.publish;

/** Shows what publishing the draft would change, and publishes it. */
export function PublishPanel({ draft, answer }: { draft: RulesDraftInHand; answer: RulesAnswer }) {
  const { current, settled, check, isChanged, isChecked, problem } = draft;
  if (!isChanged)
    return (
      <Panel title={texts.title}>
        <p>{texts.unchanged(answer.version.number)}</p>
      </Panel>
    );
  return (
    <Panel
      title={texts.title}
      actions={
        <>
          <LinkButton kind="plain" href="/console/rules/what-if">
            {texts.whatIf}
          </LinkButton>
          <LinkButton kind="plain" href="/console/rules/replay">
            {texts.replay}
          </LinkButton>
        </>
      }
    >
      {settled.text === answer.text ? null : (
        <Difference what={texts.change} before={answer.text} after={settled.text} />
      )}
      {settled.tests === answer.tests ? null : (
        <>
          <h3>{texts.testChange}</h3>
          <Difference what={texts.testChange} before={answer.tests} after={settled.tests} />
        </>
      )}
      {check === undefined || !isChecked ? (
        problem === null ? (
          <p role="status">{ruleEditTexts.found.checking}</p>
        ) : (
          <ProblemNotice title={ruleEditTexts.found.notChecked} problem={problem} onRetry={draft.checkAgain} />
        )
      ) : (
        <>
          {check.lint.length === 0 ? null : <LintList lint={check.lint} />}
          {answer.needs_second ? <p>{texts.needsSecond}</p> : null}
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
