import { type RuleShown, rulesApi, type VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
import { ruleEditTexts } from "../../../texts/console/rules-edit.tsx";
import { Button } from "../../../ui/button.tsx";
import { makeVisible } from "../../../ui/make-visible.ts";
import { ConfirmChange } from "../../change/confirm-change.tsx";
import { useChange } from "../../change/use-change.ts";
import { Notice } from "../../ui/notice.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { RulesList } from "../shown/rules-list.tsx";
import { FoundInText, type Place } from "./found-in-text.tsx";
import { TemplatesShown } from "./templates-shown.tsx";
import type { RulesDraftInHand } from "./use-rules-draft.ts";

const texts = ruleEditTexts.cards;

/** Shows the rules as cards. Each is edited by form, or as text if a form can't express it. */
export function RulesAsCards({
  draft,
  vocabulary,
  onOpen,
  onNew,
  onText,
}: {
  draft: RulesDraftInHand;
  vocabulary: VocabularyAnswer;
  onOpen: (rule: string) => void;
  onNew: () => void;
  onText: (place: Place) => void;
}) {
  const { check, problem } = draft;
  if (check === undefined)
    return problem === null ? (
      <p role="status">{ruleEditTexts.found.checking}</p>
    ) : (
      <ProblemNotice title={ruleEditTexts.found.notChecked} problem={problem} onRetry={draft.checkAgain} />
    );
  return (
    <>
      <FoundInText draft={draft} onGo={onText} />
      {check.rules.length === 0 && check.problems.length > 0 ? (
        <Notice tone="wait" title={texts.unreadable.title}>
          <p>{texts.unreadable.says}</p>
        </Notice>
      ) : (
        <>
          <div className="form-end">
            <Button kind="near" small onPress={onNew}>
              {texts.add}
            </Button>
          </div>
          <RulesList
            rules={check.rules}
            actionsOf={(rule) => <CardActions rule={rule} draft={draft} onOpen={onOpen} onText={onText} />}
          />
          <TemplatesShown draft={draft} templates={vocabulary.templates} />
        </>
      )}
    </>
  );
}

function CardActions({
  rule,
  draft,
  onOpen,
  onText,
}: {
  rule: RuleShown;
  draft: RulesDraftInHand;
  onOpen: (rule: string) => void;
  onText: (place: Place) => void;
}) {
  const { id, line, card } = rule;
  return (
    <div className="form-end">
      {card === null ? (
        <Button kind="plain" small onPress={() => onText({ line, column: 1 })}>
          {texts.editText}
          <span className="unseen"> {id}</span>
        </Button>
      ) : (
        <Button kind="plain" small onPress={() => onOpen(id)}>
          {texts.edit}
          <span className="unseen"> {id}</span>
        </Button>
      )}
      <RemoveRule rule={id} draft={draft} />
      {card === null ? <span className="field-hint">{texts.textOnly}</span> : null}
    </div>
  );
}

/** Removes a rule from the draft, after a question. */
function RemoveRule({ rule, draft }: { rule: string; draft: RulesDraftInHand }) {
  const { text } = draft.current;
  const remove = useChange<typeof rulesApi.card>({
    stale: [],
    onMade: (answer) => draft.change({ text: answer.text }),
  });
  return (
    <>
      <Button
        kind="alert"
        small
        onPress={() => remove.begin({ to: rulesApi.card, change: { text, rule, card: null } })}
      >
        {texts.remove}
        <span className="unseen"> {rule}</span>
      </Button>
      {remove.state.at === "sending" ? null : (
        <ConfirmChange
          change={remove}
          title={texts.confirmRemove.title(makeVisible(rule))}
          verb={texts.confirmRemove.verb}
          tone="alert"
        >
          <p>{texts.confirmRemove.says}</p>
        </ConfirmChange>
      )}
    </>
  );
}
