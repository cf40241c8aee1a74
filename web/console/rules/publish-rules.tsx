import { type CheckAnswer, publishSchema, rulesApi } from "@nearside/shared/api/console/rules.ts";
import type { ReactNode } from "react";
import * as v from "valibot";
import { ruleTexts } from "../../texts/console/rules.tsx";
import { Named } from "../../ui/quoted.tsx";
import { ChangeForm } from "../change/change-form.tsx";
import { useAsk } from "../data/use-ask.ts";
import { CheckboxField, TextField } from "../form/fields.tsx";
import { Notice } from "../ui/notice.tsx";
import { Reading } from "../ui/reading.tsx";
import type { StoredDraft } from "./draft.ts";
import { LintList } from "./shown/lint-list.tsx";
import { TestResults } from "./shown/test-results.tsx";

const texts = ruleTexts.publish;

interface PublishRulesProps {
  readonly draft: StoredDraft;
  readonly needsSecond: boolean;
  /** The reason, unless the person gives another. */
  readonly reason: string;
  /** The name under which what is typed is kept. */
  readonly form: string;
  readonly onPublished: () => void;
  /** The place where a person can fix what stops the set, if that is not this very page. */
  readonly fix?: ReactNode;
}

/** Publishes a set. It is checked first, and what was found is shown. */
export function PublishRules(props: PublishRulesProps) {
  const { text, tests } = props.draft;
  const reading = useAsk(rulesApi.check, { text, tests });
  return (
    <Reading reading={reading} what={texts.whatChecks}>
      {(check) => (
        <>
          <TestResults tests={check.tests} />
          <LintList lint={check.lint} />
          <PublishChecked {...props} check={check} />
        </>
      )}
    </Reading>
  );
}

/** Publishes a set unless something stops it. @param props.check is about this very draft */
export const PublishChecked = (props: PublishRulesProps & { readonly check: CheckAnswer }) =>
  stopsIn(props.check) > 0 ? <Stopped check={props.check} fix={props.fix} /> : <PublishForm {...props} />;

const stopsIn = ({ problems, tests_problem, tests }: CheckAnswer): number =>
  problems.length + (tests_problem === null ? 0 : 1) + tests.filter(({ passed }) => !passed).length;

function Stopped({ check, fix }: { check: CheckAnswer; fix: ReactNode }) {
  const { problems, tests_problem } = check;
  return (
    <Notice tone="alert" title={texts.stopped(stopsIn(check))}>
      {problems.length === 0 ? null : (
        <ul className="bullets">
          {problems.map(({ line, column, message }) => (
            <li key={`${line}:${column}:${message}`}>
              {texts.problemAt({ line, column, message: <Named text={message} /> })}
            </li>
          ))}
        </ul>
      )}
      {tests_problem === null ? null : <p>{texts.testsUnread(<Named text={tests_problem} />)}</p>}
      <p>{texts.unchanged}</p>
      {fix}
    </Notice>
  );
}

function PublishForm({
  draft,
  needsSecond,
  reason,
  form,
  onPublished,
  check,
}: PublishRulesProps & { check: CheckAnswer }) {
  const warnings = check.lint.map(({ key }) => key);
  const confirm = needsSecond ? texts.confirmPropose : texts.confirmPublish;
  const seen = v.pipe(
    publishSchema,
    v.forward(
      v.check(({ acknowledged }) => acknowledged.length >= warnings.length, texts.tickFirst),
      ["acknowledged"],
    ),
  );
  return (
    <ChangeForm
      to={rulesApi.publish}
      schema={seen}
      changeOf={(values) => ({
        ...draft,
        reason: values["reason"],
        acknowledged: values["acknowledged"] === true ? warnings : [],
      })}
      draft={form}
      send={needsSecond ? texts.propose : texts.publish}
      title={confirm.title}
      confirm={{ verb: confirm.verb, says: <p>{confirm.says}</p> }}
      stale={[rulesApi.active]}
      says={(made) => ({ says: made.state === "published" ? texts.done(made.version) : texts.proposed })}
      onMade={onPublished}
    >
      {warnings.length === 0 ? null : <CheckboxField name="acknowledged" label={texts.readWarnings(warnings.length)} />}
      <TextField name="reason" label={texts.reason} hint={texts.reasonHint} initial={reason} maxLength={500} />
    </ChangeForm>
  );
}
