import { rollBackSchema, rulesApi, type VersionAnswer } from "@nearside/shared/api/console/rules.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { Link, useLocation } from "wouter";
import { ruleTexts } from "../../../texts/console/rules.tsx";
import { ChangeForm } from "../../change/change-form.tsx";
import { useRead } from "../../data/use-read.ts";
import { TextField } from "../../form/fields.tsx";
import { Page, type PageParams } from "../../layout/page.tsx";
import { useMay } from "../../session/use-session.ts";
import { Panel } from "../../ui/panel.tsx";
import { Reading } from "../../ui/reading.tsx";
import { Difference } from "../shown/difference.tsx";
import { LintList } from "../shown/lint-list.tsx";
import { RuleText } from "../shown/rule-text.tsx";
import { TestResults } from "../shown/test-results.tsx";
import { VersionDetails } from "../shown/version-line.tsx";

const texts = ruleTexts.version;

/** GET /api/console/rules/versions/:id. Shows one version of the rules, and how to roll back to it. */
export function RulesVersionPage({ params }: { params: PageParams }) {
  const id = params["version"] ?? "";
  const mayWrite = useMay()("rules.write");
  const reading = useRead(at(rulesApi.version, id));
  const number = reading.data?.version.number;
  return (
    <Page
      title={number === undefined ? texts.title : ruleTexts.versionName(number)}
      crumbs={[
        { title: ruleTexts.section, href: "/console/rules" },
        { title: ruleTexts.tabs.history, href: "/console/rules/history" },
      ]}
    >
      <Reading reading={reading} what={texts.what}>
        {(answer) => (
          <>
            <Panel title={texts.details}>
              <VersionDetails version={answer.version} />
            </Panel>
            {mayWrite ? <RollBackPanel answer={answer} /> : null}
            <Changed answer={answer} />
            <Panel title={texts.results}>
              <TestResults tests={answer.results.tests} />
              <LintList lint={answer.results.lint} />
            </Panel>
            <Panel title={texts.all}>
              <details>
                <summary>{texts.showRules}</summary>
                <RuleText text={answer.text} />
              </details>
              <details>
                <summary>{texts.showTests}</summary>
                <RuleText text={answer.tests} />
              </details>
            </Panel>
          </>
        )}
      </Reading>
    </Page>
  );
}

function Changed({ answer: { version, text, tests, before } }: { answer: VersionAnswer }) {
  if (version.number === 0) return null;
  return (
    <Panel title={texts.change(version.number - 1)}>
      <Difference what={ruleTexts.proposal.change} before={before.text} after={text} />
      {before.tests === tests ? null : (
        <>
          <h3>{ruleTexts.proposal.testChange}</h3>
          <Difference what={ruleTexts.proposal.testChange} before={before.tests} after={tests} />
        </>
      )}
    </Panel>
  );
}

/** Goes back to an earlier version, after showing what that would change. */
function RollBackPanel({ answer }: { answer: VersionAnswer }) {
  const reading = useRead(rulesApi.active);
  const { number } = answer.version;
  return (
    <Reading reading={reading} what={texts.whatActive}>
      {({ version, text, needs_second }) =>
        version.number === number ? (
          <p>{texts.isActive}</p>
        ) : (
          <Panel title={texts.rollBack.title}>
            <Difference what={texts.rollBack.change} before={text} after={answer.text} />
            {text === answer.text ? null : (
              <p>
                {texts.rollBack.replay((words) => (
                  <Link href={`/console/rules/replay?version=${number}`}>{words}</Link>
                ))}
              </p>
            )}
            {needs_second ? <p>{texts.rollBack.noSecond}</p> : null}
            <RollBackForm key={version.number} to={number} base={version.number} />
          </Panel>
        )
      }
    </Reading>
  );
}

function RollBackForm({ to, base }: { to: number; base: number }) {
  const [, navigate] = useLocation();
  const words = texts.rollBack;
  return (
    <ChangeForm
      to={rulesApi.rollBack}
      schema={rollBackSchema}
      changeOf={({ reason }) => ({ to, base, reason })}
      draft={`rules.roll_back.${to}`}
      send={words.send(to)}
      title={words.confirmTitle(to)}
      stale={[rulesApi.active]}
      says={(made) => ({ says: made.state === "published" ? words.done({ version: made.version, to }) : words.waits })}
      onMade={() => navigate("/console/rules")}
    >
      <TextField
        name="reason"
        label={words.reason}
        hint={words.reasonHint}
        initial={words.ownReason(to)}
        maxLength={500}
      />
    </ChangeForm>
  );
}
