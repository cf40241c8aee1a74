import { type CheckAnswer, publishSchema, rulesApi } from "@nearside/shared/api/console/rules.ts";
import * as v from "valibot";
import { Named } from "../../ui/quoted.tsx";
import { ChangeForm } from "../change/change-form.tsx";
import { useAsk } from "../data/use-ask.ts";
import { CheckboxField, TextField } from "../form/fields.tsx";
import { countOf } from "../ui/count-of.ts";
import { Notice } from "../ui/notice.tsx";
import { Reading } from "../ui/reading.tsx";
import type { StoredDraft } from "./draft.ts";
import { LintList } from "./shown/lint-list.tsx";
import { TestResults } from "./shown/test-results.tsx";

interface PublishRulesProps {
  readonly draft: StoredDraft;
  readonly needsSecond: boolean;
  /** The reason, unless the person gives another. */
  readonly reason: string;
  /** The name under which what is typed is kept. */
  readonly form: string;
  readonly onPublished: () => void;
}

/** Publishes a set. It is checked first, and what was found is shown. */
export function PublishRules(props: PublishRulesProps) {
  const { text, tests } = props.draft;
  const reading = useAsk(rulesApi.check, { text, tests });
  return (
    <Reading reading={reading} what="what the checks found">
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
  stopsIn(props.check) > 0 ? <Stopped check={props.check} /> : <PublishForm {...props} />;

const stopsIn = ({ problems, tests_problem, tests }: CheckAnswer): number =>
  problems.length + (tests_problem === null ? 0 : 1) + tests.filter(({ passed }) => !passed).length;

function Stopped({ check }: { check: CheckAnswer }) {
  const { problems, tests_problem } = check;
  return (
    <Notice tone="alert" title={`${countOf(stopsIn(check), "thing")} must be mended before it is published`}>
      {problems.length === 0 ? null : (
        <ul className="bullets">
          {problems.map(({ line, column, message }) => (
            <li key={`${line}:${column}:${message}`}>
              Line {line}, column {column}: <Named text={message} />
            </li>
          ))}
        </ul>
      )}
      {tests_problem === null ? null : (
        <p>
          The tests can't be read: <Named text={tests_problem} />
        </p>
      )}
      <p>What is in force stays in force.</p>
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
  const seen = v.pipe(
    publishSchema,
    v.forward(
      v.check(({ acknowledged }) => acknowledged.length >= warnings.length, "Tick this once you have read them."),
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
      send={needsSecond ? "Propose it" : "Publish it"}
      title={needsSecond ? "Propose this set?" : "Publish this set?"}
      confirm={{
        verb: needsSecond ? "Propose" : "Publish",
        says: (
          <p>
            {needsSecond
              ? "It rules once another author has agreed to it."
              : "It rules from the next login on. Rolling back is one step, in the history."}
          </p>
        ),
      }}
      stale={[rulesApi.inForce]}
      says={(made) => ({
        says:
          made.state === "published"
            ? `Version ${made.version} is in force.`
            : "It waits for another author, who agrees to it.",
      })}
      onMade={onPublished}
    >
      {warnings.length === 0 ? null : (
        <CheckboxField
          name="acknowledged"
          label={warnings.length === 1 ? "I have read the warning" : `I have read the ${warnings.length} warnings`}
        />
      )}
      <TextField
        name="reason"
        label="Why"
        hint="It stands in the history and the security log."
        initial={reason}
        maxLength={500}
      />
    </ChangeForm>
  );
}
