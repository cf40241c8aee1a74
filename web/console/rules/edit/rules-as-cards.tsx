import { type RuleShown, rulesApi, type VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
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
      <p role="status">Checking…</p>
    ) : (
      <ProblemNotice title="The rules could not be checked" problem={problem} onRetry={draft.checkAgain} />
    );
  return (
    <>
      <FoundInText draft={draft} onGo={onText} />
      {check.rules.length === 0 && check.problems.length > 0 ? (
        <Notice tone="wait" title="There are no cards while the text can't be read">
          <p>Mend it as text: each place above leads there.</p>
        </Notice>
      ) : (
        <>
          <div className="form-end">
            <Button kind="near" small onPress={onNew}>
              Add a rule
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
          Edit as text<span className="unseen"> {id}</span>
        </Button>
      ) : (
        <Button kind="plain" small onPress={() => onOpen(id)}>
          Edit<span className="unseen"> {id}</span>
        </Button>
      )}
      <RemoveRule rule={id} draft={draft} />
      {card === null ? <span className="field-hint">A form can't say all of it.</span> : null}
    </div>
  );
}

/** Takes a rule out of the draft, after a question. */
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
        Take out<span className="unseen"> {rule}</span>
      </Button>
      {remove.state.at === "sending" ? null : (
        <ConfirmChange change={remove} title={`Take ${makeVisible(rule)} out of the draft?`} verb="Take it out">
          <p>What is in force stays so until you publish the draft.</p>
        </ConfirmChange>
      )}
    </>
  );
}
