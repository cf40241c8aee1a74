import { type RulesAnswer, rulesApi, type VocabularyAnswer } from "@nearside/shared/api/console/rules.ts";
import { useState } from "react";
import { ruleTexts } from "../../../texts/console/rules.tsx";
import { ruleEditTexts } from "../../../texts/console/rules-edit.tsx";
import { useRead } from "../../data/use-read.ts";
import { Page } from "../../layout/page.tsx";
import { Reading } from "../../ui/reading.tsx";
import { RulesTabs } from "../rules-tabs.tsx";
import { BaseNotice } from "./base-notice.tsx";
import { PublishPanel } from "./publish-panel.tsx";
import { RulesPanel } from "./rules-panel.tsx";
import { TestsPanel } from "./tests-panel.tsx";
import { useRulesDraft } from "./use-rules-draft.ts";

const texts = ruleEditTexts.page;

/** Edits the draft of the next set of rules, as cards and as text, with the tests beside it, until it is published. */
export function EditRulesPage() {
  const rules = useRead(rulesApi.active);
  const vocabulary = useRead(rulesApi.vocabulary);
  const [times, setTimes] = useState(0);
  return (
    <Page title={texts.title} crumbs={[{ title: ruleTexts.section, href: "/console/rules" }]} lead={texts.lead}>
      <RulesTabs />
      <Reading reading={rules} what={texts.what}>
        {(answer) => (
          <Reading reading={vocabulary} what={texts.whatVocabulary}>
            {(words) => (
              <Editing
                key={`${answer.version.number}:${times}`}
                answer={answer}
                vocabulary={words}
                onAgain={() => setTimes(times + 1)}
              />
            )}
          </Reading>
        )}
      </Reading>
    </Page>
  );
}

function Editing({
  answer,
  vocabulary,
  onAgain,
}: {
  answer: RulesAnswer;
  vocabulary: VocabularyAnswer;
  /** Runs when the draft was thrown away: the page begins again with the active rules. */
  onAgain: () => void;
}) {
  const draft = useRulesDraft(answer, onAgain);
  return (
    <>
      <BaseNotice draft={draft} answer={answer} />
      <RulesPanel draft={draft} vocabulary={vocabulary} />
      <TestsPanel draft={draft} />
      <PublishPanel draft={draft} answer={answer} />
    </>
  );
}
