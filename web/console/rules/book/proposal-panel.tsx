import { type RulesAnswer, type RulesProposal, rulesApi } from "@nearside/shared/api/console/rules.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { ruleTexts } from "../../../texts/console/rules.tsx";
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
import { Author } from "../shown/version-line.tsx";

const texts = ruleTexts.proposal;

/** Shows rules that wait for a second author: what they would change, and how to agree or to withdraw them. */
export function ProposalPanel({ proposal, answer }: { proposal: RulesProposal; answer: RulesAnswer }) {
  const mayWrite = useMay()("rules.write");
  const { id, author, reason, base, created_at, is_own } = proposal;
  const agree = useChange<typeof rulesApi.agree>({
    stale: [rulesApi.active],
    says: (made) => ({ says: texts.agreed(made.state === "published" ? made.version : null) }),
  });
  const withdraw = useChange({
    stale: [rulesApi.active],
    says: () => ({ says: texts.withdrawn }),
  });
  const by = makeVisible(author.name);
  const other = is_own ? null : by;
  const withdrawVerb = is_own ? texts.withdraw : texts.reject;
  return (
    <Panel
      title={texts.title(other)}
      actions={
        mayWrite ? (
          <>
            {is_own ? null : (
              <Button kind="near" small onPress={() => agree.begin({ to: at(rulesApi.agree, id), change: {} })}>
                {texts.agree}
              </Button>
            )}
            <Button kind="alert" small onPress={() => withdraw.begin({ to: at(rulesApi.withdraw, id), change: {} })}>
              {withdrawVerb}
            </Button>
          </>
        ) : null
      }
    >
      <Details>
        <Detail name={texts.proposed}>
          {texts.by({ moment: <Moment at={created_at} />, author: <Author who={author} /> })}
        </Detail>
        <Detail name={texts.reason}>
          <Named text={reason} />
        </Detail>
        <Detail name={texts.base}>{base === answer.version.number ? texts.activeBase : texts.oldBase(base)}</Detail>
      </Details>
      <Difference what={texts.change} before={answer.text} after={proposal.text} />
      {proposal.tests === answer.tests ? null : (
        <>
          <h3>{texts.testChange}</h3>
          <Difference what={texts.testChange} before={answer.tests} after={proposal.tests} />
        </>
      )}
      {mayWrite ? <Checked proposal={proposal} /> : null}
      <ConfirmChange change={agree} title={texts.confirmAgree.title(by)} verb={texts.confirmAgree.verb}>
        <p>{texts.confirmAgree.says}</p>
      </ConfirmChange>
      <ConfirmChange change={withdraw} title={texts.confirmWithdraw.title(other)} verb={withdrawVerb} tone="alert">
        <p>{texts.confirmWithdraw.says}</p>
      </ConfirmChange>
    </Panel>
  );
}

/** Checks the rules again, so that the author who agrees sees how they are today. */
function Checked({ proposal: { text, tests } }: { proposal: RulesProposal }) {
  const reading = useAsk(rulesApi.check, { text, tests });
  return (
    <>
      <h3>{texts.checks}</h3>
      <Reading reading={reading} what={texts.whatChecks}>
        {(check) => (
          <>
            {check.problems.length === 0 ? null : <p>{texts.invalid}</p>}
            <TestResults tests={check.tests} />
            <LintList lint={check.lint} />
          </>
        )}
      </Reading>
    </>
  );
}
