import type { RuleShown, VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
import { Button } from "../../../ui/button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { RulesList } from "../shown/rules-list.tsx";
import type { Place } from "./found-in-text.tsx";
import { FoundInText } from "./found-in-text.tsx";
import { RemoveRule } from "./remove-rule.tsx";
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
