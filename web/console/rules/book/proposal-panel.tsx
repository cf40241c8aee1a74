import { type RulesAnswer, type RulesProposal, rulesApi } from "@nearside/shared/api/console/rules.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { Button } from "../../../ui/button.tsx";
import { makeVisible } from "../../../ui/make-visible.ts";
import { Named } from "../../../ui/quoted.tsx";
import { ConfirmChange } from "../../change/confirm-change.tsx";
import { useChange } from "../../change/use-change.ts";
import { useAsk } from "../../data/use-ask.ts";
import { useMay } from "../../session/use-session.ts";
import { Detail, Details } from "../../ui/details.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Reading } from "../../ui/reading.tsx";
import { Difference } from "../shown/difference.tsx";
import { LintList } from "../shown/lint-list.tsx";
import { TestResults } from "../shown/test-results.tsx";
import { Author, versionName } from "../shown/version-line.tsx";

/** Shows a set that waits for a second author: what it would change, and how to agree to it or withdraw it. */
export function ProposalPanel({ proposal, answer }: { proposal: RulesProposal; answer: RulesAnswer }) {
  const mayWrite = useMay()("rules.write");
  const { id, author, reason, base, created_at, is_own } = proposal;
  const agree = useChange<typeof rulesApi.agree>({
    stale: [rulesApi.inForce],
    says: (made) => ({
      says: made.state === "published" ? `Version ${made.version} is in force.` : "It waits for another author.",
    }),
  });
  const withdraw = useChange({
    stale: [rulesApi.inForce],
    says: () => ({ says: "The proposal is withdrawn. What was in force still is." }),
  });
  const by = makeVisible(author.name);
  return (
    <Panel
      title={is_own ? "Your proposal waits for another author" : `${by} proposes a new set`}
      actions={
        mayWrite ? (
          <>
            {is_own ? null : (
              <Button kind="near" small onPress={() => agree.begin({ to: at(rulesApi.agree, id), change: {} })}>
                Agree to it
              </Button>
            )}
            <Button kind="plain" small onPress={() => withdraw.begin({ to: at(rulesApi.withdraw, id), change: {} })}>
              {is_own ? "Withdraw it" : "Turn it down"}
            </Button>
          </>
        ) : null
      }
    >
      <Details>
        <Detail name="Proposed">
          <Moment at={created_at} /> by <Author who={author} />
        </Detail>
        <Detail name="Because">
          <Named text={reason} />
        </Detail>
        <Detail name="Made from">
          {base === answer.version.number
            ? "the set in force"
            : `${versionName(base)}, which is not in force any more: it can't be published as it is`}
        </Detail>
      </Details>
      <Difference what="What it changes in the rules" before={answer.text} after={proposal.text} />
      {proposal.tests === answer.tests ? null : (
        <>
          <h3>In the tests</h3>
          <Difference what="What it changes in the tests" before={answer.tests} after={proposal.tests} />
        </>
      )}
      {mayWrite ? <Checked proposal={proposal} /> : null}
      <ConfirmChange change={agree} title={`Publish what ${by} proposes?`} verb="Publish it">
        <p>It rules from the next login on. You stand in the history as the second author.</p>
      </ConfirmChange>
      <ConfirmChange
        change={withdraw}
        title={is_own ? "Withdraw your proposal?" : `Turn down what ${by} proposes?`}
        verb={is_own ? "Withdraw it" : "Turn it down"}
      >
        <p>It is published no more. What is in force stays in force.</p>
      </ConfirmChange>
    </Panel>
  );
}

/** Checks the set anew, so that the author who agrees sees how it is today. */
function Checked({ proposal: { text, tests } }: { proposal: RulesProposal }) {
  const reading = useAsk(rulesApi.check, { text, tests });
  return (
    <>
      <h3>What the checks find</h3>
      <Reading reading={reading} what="what the checks find">
        {(check) => (
          <>
            {check.problems.length === 0 ? null : <p>It is not valid any more, so it can't be published as it is.</p>}
            <TestResults tests={check.tests} />
            <LintList lint={check.lint} />
          </>
        )}
      </Reading>
    </>
  );
}
