import { approvalsApi, type WaitingApproval } from "@nearside/shared/api/console/approvals.ts";
import { isRefusalCode } from "@nearside/shared/chain/refusal.ts";
import { countdownText } from "@nearside/shared/text/time-in-words.ts";
import { approvalsTexts } from "../../texts/console/approvals.tsx";
import { withCode } from "../../texts/with-code.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact, Named, Quoted } from "../../ui/quoted.tsx";
import { useNow } from "../../ui/use-now.ts";
import { useConsole } from "../console-context.ts";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import type { ConsoleProblem } from "../problem.ts";
import { StateBadge } from "../ui/badge.tsx";
import { Detail, Details } from "../ui/details.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { AnswerPanel } from "./answer-panel.tsx";
import { APPROVAL_STATES } from "./approval-words.ts";
import { PlaceWords } from "./place-words.tsx";
import { TokensPanel } from "./tokens-panel.tsx";
import { type Answering, useAnswer } from "./use-answer.ts";

const texts = approvalsTexts.one;

/** Seconds between two readings: somebody waits for the answer, and others may give it. */
const EVERY_SECONDS = 3;

/** Shows one request of another person to somebody who is asked to approve it as well (protocol §11). */
export function ApprovalPage({ params }: { params: PageParams }) {
  // held here, since the page is another one once the server has refused the answer
  const answer = useAnswer(params["approval"] ?? "");
  const reading = useRead(approvalsApi.list, { everySeconds: EVERY_SECONDS });
  const asking = reading.data?.waiting.find(({ id }) => id === params["approval"]);
  const found = asking ?? reading.data?.recent.find(({ id }) => id === params["approval"]);
  const title = found === undefined ? texts.title : texts.titleOf({ person: makeVisible(found.initiator.name) });
  return (
    <Page title={title} crumbs={[{ title: approvalsTexts.title, href: "/approvals" }]}>
      <Reading reading={reading} what={texts.reading}>
        {() =>
          found === undefined ? (
            <NotAsked problem={answer.state.at === "idle" ? answer.state.problem : undefined} />
          ) : (
            <ShownApproval approval={found} asks={asking !== undefined} answer={answer} />
          )
        }
      </Reading>
    </Page>
  );
}

/** Says why a request may be nowhere, though there was a link to it. @param problem of the answer that the person tried to give */
export function NotAsked({ problem }: { problem: ConsoleProblem | undefined }) {
  return (
    <Panel title={texts.notAsked.title}>
      {problem !== undefined && isRefusalCode(problem.code) ? (
        <p className="notice notice-wait" role="alert">
          {withCode(problem.sentence)}
        </p>
      ) : (
        <p>{texts.notAsked.text}</p>
      )}
    </Panel>
  );
}

interface ShownApprovalProps {
  readonly approval: WaitingApproval;
  readonly asks: boolean;
  readonly answer: Answering;
}

function ShownApproval({ approval, asks, answer }: ShownApprovalProps) {
  return (
    <>
      <AnswerPanel approval={approval} asks={asks} answer={answer} />
      <AskedPanel approval={approval} />
      {approval.questions.length === 0 ? null : <QuestionsPanel approval={approval} />}
      {approval.mine?.outcome === "approved" && approval.state === "redeemed" ? (
        <TokensPanel approval={approval} />
      ) : null}
    </>
  );
}

function AskedPanel({ approval }: { approval: WaitingApproval }) {
  const { initiator, command, cwd, client, scope, resource, justification, ticket, ended } = approval;
  const { asked } = texts;
  const program = <Named text={client.name} />;
  return (
    <Panel title={asked.title}>
      <Details>
        <Detail name={asked.state}>
          <StateBadge words={APPROVAL_STATES[approval.state]} />
        </Detail>
        <Detail name={asked.person}>
          <Named text={initiator.name} />
        </Detail>
        <Detail name={asked.command}>
          {asked.commandIn({ command: <Quoted text={command} />, folder: <Quoted text={cwd} /> })}
        </Detail>
        <Detail name={approval.place === undefined ? asked.machine : asked.place}>
          <PlaceWords asked={approval} />
        </Detail>
        <Detail name={asked.program}>{client.verified ? program : asked.notVerified({ name: program })}</Detail>
        <Detail name={asked.scopes}>{scope === "" ? asked.noScope : <Exact text={scope} />}</Detail>
        <Detail name={asked.apis}>{resource.length === 0 ? asked.noApi : <Exacts texts={resource} />}</Detail>
        {justification === null ? null : (
          <Detail name={asked.reason}>
            <Quoted text={justification} />
          </Detail>
        )}
        {ticket === null ? null : (
          <Detail name={asked.ticket}>
            <Exact text={ticket} />
          </Detail>
        )}
        <Detail name={asked.requested}>
          <Moment at={approval.asked_at} />
        </Detail>
        <Detail name={asked.approved}>
          <Have approval={approval} />
        </Detail>
        {ended === null || (ended.by === null && ended.reason === null) ? null : (
          <Detail name={asked.refused}>
            <Refusal {...ended} />
          </Detail>
        )}
      </Details>
    </Panel>
  );
}

function Refusal({ by, reason }: NonNullable<WaitingApproval["ended"]>) {
  if (by === null) return reason === null ? null : <Quoted text={reason} />;
  const person = <Named text={by} />;
  if (reason === null) return texts.asked.refusedBy({ person });
  return texts.asked.refusedByBecause({ person, reason: <Quoted text={reason} /> });
}

/** Says how many have approved, and how long there still is for the others. */
function Have({ approval: { have, quorum: of, state, until } }: { approval: WaitingApproval }) {
  const { clock } = useConsole();
  const seconds = Math.max(0, Math.ceil((until - useNow(clock)) / 1000));
  if (state !== "waiting") return texts.asked.have({ have, of });
  return texts.asked.haveWithTime({ have, of, left: countdownText(seconds) });
}

function Exacts({ texts }: { texts: readonly string[] }) {
  return (
    <ul className="plain-list">
      {texts.map((text) => (
        <li key={text}>
          <Exact text={text} />
        </li>
      ))}
    </ul>
  );
}

function QuestionsPanel({ approval: { questions, initiator } }: { approval: WaitingApproval }) {
  const person = <Named text={initiator.name} />;
  return (
    <Panel title={texts.questions.title}>
      <Details>
        {questions.map(({ id, from, question, answer, mine }) => (
          <Detail
            key={id}
            name={mine ? texts.questions.youAsked : texts.questions.asked({ person: makeVisible(from.name) })}
          >
            <Quoted text={question} />
            <p>
              {answer === null
                ? texts.questions.noAnswer({ person })
                : texts.questions.answered({ person, answer: <Quoted text={answer} /> })}
            </p>
          </Detail>
        ))}
      </Details>
    </Panel>
  );
}
