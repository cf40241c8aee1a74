import { rollBackSchema, rulesApi, type VersionAnswer } from "@nearside/shared/api/console/rules.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { Link, useLocation } from "wouter";
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
import { VersionDetails, versionName } from "../shown/version-line.tsx";

/** GET /api/console/rules/versions/:id. Shows one set that is or was in force, and the way back to it. */
export function RulesVersionPage({ params }: { params: PageParams }) {
  const id = params["version"] ?? "";
  const mayWrite = useMay()("rules.write");
  const reading = useRead(at(rulesApi.version, id));
  const number = reading.data?.version.number;
  return (
    <Page
      title={number === undefined ? "A version of the rules" : versionName(number)}
      crumbs={[
        { title: "Rules", href: "/console/rules" },
        { title: "History", href: "/console/rules/history" },
      ]}
    >
      <Reading reading={reading} what="the version">
        {(answer) => (
          <>
            <Panel title="Who and why">
              <VersionDetails version={answer.version} />
            </Panel>
            {mayWrite ? <RollBackPanel answer={answer} /> : null}
            <Changed answer={answer} />
            <Panel title="When it was published">
              <TestResults tests={answer.results.tests} />
              <LintList lint={answer.results.lint} />
            </Panel>
            <Panel title="All of it">
              <details>
                <summary>The rules</summary>
                <RuleText text={answer.text} />
              </details>
              <details>
                <summary>The tests beside them</summary>
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
    <Panel title={`What it changed, from ${versionName(version.number - 1).toLowerCase()}`}>
      <Difference what="What it changed in the rules" before={before.text} after={text} />
      {before.tests === tests ? null : (
        <>
          <h3>In the tests</h3>
          <Difference what="What it changed in the tests" before={before.tests} after={tests} />
        </>
      )}
    </Panel>
  );
}

/** Goes back to an earlier version, after showing what that would change. */
function RollBackPanel({ answer }: { answer: VersionAnswer }) {
  const reading = useRead(rulesApi.inForce);
  const { number } = answer.version;
  return (
    <Reading reading={reading} what="the set in force">
      {({ version, text, needs_second }) =>
        version.number === number ? (
          <p>This is the set in force.</p>
        ) : (
          <Panel title="Roll back to it">
            <Difference what="What rolling back would change in the rules" before={text} after={answer.text} />
            {text === answer.text ? null : (
              <p>
                <Link href={`/console/rules/replay?version=${number}`}>Replay the last days</Link> to see which logins
                it would change.
              </p>
            )}
            {needs_second ? <p>It is the way out of a set that does harm, so it takes no second author.</p> : null}
            <RollBackForm key={version.number} to={number} base={version.number} />
          </Panel>
        )
      }
    </Reading>
  );
}

function RollBackForm({ to, base }: { to: number; base: number }) {
  const [, navigate] = useLocation();
  const name = versionName(to).toLowerCase();
  return (
    <ChangeForm
      to={rulesApi.rollBack}
      schema={rollBackSchema}
      changeOf={({ reason }) => ({ to, base, reason })}
      draft={`rules.roll_back.${to}`}
      send={`Roll back to ${name}`}
      title={`Roll back to ${name}?`}
      stale={[rulesApi.inForce]}
      says={(made) => ({
        says:
          made.state === "published"
            ? `Version ${made.version} is in force: ${name} again.`
            : "It waits for another author.",
      })}
      onMade={() => navigate("/console/rules")}
    >
      <TextField
        name="reason"
        label="Why"
        hint="It stands in the history and the security log."
        initial={`Back to ${name}`}
        maxLength={500}
      />
    </ChangeForm>
  );
}
