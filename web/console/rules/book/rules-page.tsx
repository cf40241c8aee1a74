import { type RulesAnswer, rulesApi } from "@nearside/shared/api/console/rules.ts";
import { useRead } from "../../data/use-read.ts";
import { Page } from "../../layout/page.tsx";
import { useMay } from "../../session/use-session.ts";
import { countOf } from "../../ui/count-of.ts";
import { LinkButton } from "../../ui/link-button.tsx";
import { Notice } from "../../ui/notice.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Reading } from "../../ui/reading.tsx";
import { useOwnDraft } from "../draft.ts";
import { RulesTabs } from "../rules-tabs.tsx";
import { RuleText } from "../shown/rule-text.tsx";
import { RulesList } from "../shown/rules-list.tsx";
import { VersionDetails, versionName } from "../shown/version-line.tsx";
import { ProposalPanel } from "./proposal-panel.tsx";
import { ReportOnlyPanel } from "./report-only-panel.tsx";

/**
 * GET /api/console/rules. Shows the rules in force, those that only report, and the set that waits for a second author.
 */
export function RulesPage() {
  const mayWrite = useMay()("rules.write");
  const reading = useRead(rulesApi.inForce, { everySeconds: 60 });
  return (
    <Page
      title="Rules"
      lead="When an approval on the same machine is enough, when it takes more, and when it is no. Nothing here lowers what every login takes."
      actions={mayWrite ? <LinkButton href="/console/rules/edit">Edit the rules</LinkButton> : undefined}
    >
      <RulesTabs />
      <Reading reading={reading} what="the rules">
        {(answer) => (
          <>
            <DraftNotice answer={answer} />
            {answer.proposals.map((proposal) => (
              <ProposalPanel key={proposal.id} proposal={proposal} answer={answer} />
            ))}
            <InForce answer={answer} />
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
    <Notice tone="wait" title="You have a draft that is not published">
      <p>
        {draft.base === version.number
          ? "What stands below is what rules, without it."
          : `It was made from ${versionName(draft.base).toLowerCase()}, and another set was published since.`}
      </p>
      <LinkButton kind="plain" href="/console/rules/edit">
        Go on with it
      </LinkButton>
    </Notice>
  );
}

function InForce({ answer: { version, needs_second } }: { answer: RulesAnswer }) {
  const mayWrite = useMay()("rules.write");
  const { number } = version;
  return (
    <Panel
      title={`In force: ${number === 0 ? "the built-in set" : `version ${number}`}`}
      actions={
        <>
          {number === 0 ? null : (
            <LinkButton kind="plain" href={`/console/rules/history/${number}`}>
              What it changed
            </LinkButton>
          )}
          {mayWrite && number > 0 ? (
            <LinkButton kind="plain" href={`/console/rules/history/${number - 1}`}>
              Roll back…
            </LinkButton>
          ) : null}
        </>
      }
    >
      <VersionDetails version={version} />
      {needs_second ? <p>A new set takes a second author, who agrees to it.</p> : null}
    </Panel>
  );
}

function Rules({ answer: { version, rules, text, tests } }: { answer: RulesAnswer }) {
  const isUnread = rules.length === 0 && version.rules > 0;
  return (
    <Panel title={countOf(version.rules, "rule")}>
      {isUnread ? (
        <Notice tone="alert" title="This server can't read the set in force, so it refuses every login">
          <p>It was published for another version of the server. Mend its text in the editor, or roll back.</p>
        </Notice>
      ) : rules.length === 0 ? (
        <p>The set has no rule, so nobody is let in: what no rule allows is refused.</p>
      ) : null}
      <RulesList rules={rules} />
      <details>
        <summary>All of it as text</summary>
        <RuleText text={text} />
      </details>
      <details>
        <summary>The tests beside it</summary>
        <RuleText text={tests} />
      </details>
    </Panel>
  );
}
