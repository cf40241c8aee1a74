import { type RulesAnswer, rulesApi } from "@nearside/shared/api/console/rules.ts";
import { ruleTexts } from "../../../texts/console/rules.tsx";
import { useRead } from "../../data/use-read.ts";
import { Page } from "../../layout/page.tsx";
import { useMay } from "../../session/use-session.ts";
import { LinkButton } from "../../ui/link-button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Reading } from "../../ui/reading.tsx";
import { useOwnDraft } from "../draft.ts";
import { RulesTabs } from "../rules-tabs.tsx";
import { RuleText } from "../shown/rule-text.tsx";
import { RulesList } from "../shown/rules-list.tsx";
import { VersionDetails } from "../shown/version-line.tsx";
import { ProposalPanel } from "./proposal-panel.tsx";
import { ReportOnlyPanel } from "./report-only-panel.tsx";

const texts = ruleTexts.page;

/** GET /api/console/rules. Shows the active rules, the report-only ones, and rules that wait for a second author. */
export function RulesPage() {
  const mayWrite = useMay()("rules.write");
  const reading = useRead(rulesApi.active, { everySeconds: 60 });
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={mayWrite ? <LinkButton href="/console/rules/edit">{texts.edit}</LinkButton> : undefined}
    >
      <RulesTabs />
      <Reading reading={reading} what={texts.what}>
        {(answer) => (
          <>
            <DraftNotice answer={answer} />
            {answer.proposals.map((proposal) => (
              <ProposalPanel key={proposal.id} proposal={proposal} answer={answer} />
            ))}
            <ActiveVersion answer={answer} />
            <ReportOnlyPanel answer={answer} />
            <Rules answer={answer} />
          </>
        )}
      </Reading>
    </Page>
  );
}

function DraftNotice({ answer: { version } }: { answer: RulesAnswer }) {
  const draft = useOwnDraft().read();
  if (draft === undefined) return null;
  return (
    <Notice tone="wait" title={texts.draft.title}>
      <p>{draft.base === version.number ? texts.draft.current : texts.draft.behind(draft.base)}</p>
      <LinkButton kind="plain" href="/console/rules/edit">
        {texts.draft.open}
      </LinkButton>
    </Notice>
  );
}

function ActiveVersion({ answer: { version, needs_second } }: { answer: RulesAnswer }) {
  const mayWrite = useMay()("rules.write");
  const { number } = version;
  return (
    <Panel
      title={texts.active(number)}
      actions={
        <>
          {number === 0 ? null : (
            <LinkButton kind="plain" href={`/console/rules/history/${number}`}>
              {texts.changes}
            </LinkButton>
          )}
          {mayWrite && number > 0 ? (
            <LinkButton kind="plain" href={`/console/rules/history/${number - 1}`}>
              {texts.rollBack}
            </LinkButton>
          ) : null}
        </>
      }
    >
      <VersionDetails version={version} />
      {needs_second ? <p>{texts.needsSecond}</p> : null}
    </Panel>
  );
}

function Rules({ answer: { version, rules, text, tests } }: { answer: RulesAnswer }) {
  const isUnread = rules.length === 0 && version.rules > 0;
  return (
    <Panel title={texts.rules(version.rules)}>
      {isUnread ? (
        <Notice tone="alert" title={texts.unread.title}>
          <p>{texts.unread.says}</p>
        </Notice>
      ) : rules.length === 0 ? (
        <p>{texts.none}</p>
      ) : null}
      <RulesList rules={rules} />
      <details>
        <summary>{texts.asText}</summary>
        <RuleText text={text} />
      </details>
      <details>
        <summary>{texts.tests}</summary>
        <RuleText text={tests} />
      </details>
    </Panel>
  );
}
