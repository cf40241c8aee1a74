import { approvalsApi, type WaitingApproval } from "@nearside/shared/api/console/approvals.ts";
import { isRefusalCode } from "@nearside/shared/chain/refusal.ts";
import { countdownText } from "@nearside/shared/text/time-in-words.ts";
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

/** Seconds between two readings: somebody waits for the answer, and others may give it. */
const EVERY_SECONDS = 3;

/** Shows one request of another person to somebody who is asked to approve it as well (protocol §11). */
export function ApprovalPage({ params }: { params: PageParams }) {
  // held here, since the page is another one once the server has refused the answer
  const answer = useAnswer(params["approval"] ?? "");
  const reading = useRead(approvalsApi.list, { everySeconds: EVERY_SECONDS });
  const asking = reading.data?.waiting.find(({ id }) => id === params["approval"]);
  const found = asking ?? reading.data?.recent.find(({ id }) => id === params["approval"]);
  const title = found === undefined ? "Approval" : `${makeVisible(found.initiator.name)} asks for your approval`;
  return (
    <Page title={title} crumbs={[{ title: "Approvals", href: "/approvals" }]}>
      <Reading reading={reading} what="the request">
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
    <Panel title="This does not ask you">
      {problem !== undefined && isRefusalCode(problem.code) ? (
        <p className="notice notice-wait" role="alert">
          {problem.sentence}
        </p>
      ) : (
        <p>
          Others have decided it, the person who asked took it back, its time is over, or no rule names you for it any
          more. It asks nobody for what was started on their own machine, or by themselves.
        </p>
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
  return (
    <Panel title="What is asked">
      <Details>
        <Detail name="State">
          <StateBadge words={APPROVAL_STATES[approval.state]} />
        </Detail>
        <Detail name="By">
          <Named text={initiator.name} />
        </Detail>
        <Detail name="Command">
          <Quoted text={command} /> in <Quoted text={cwd} />
        </Detail>
        <Detail name={approval.place === undefined ? "Machine" : "Runs on"}>
          <PlaceWords asked={approval} />
        </Detail>
        <Detail name="Program">
          <Named text={client.name} /> {client.verified ? "" : "(the server does not vouch for this name)"}
        </Detail>
        <Detail name="May">{scope === "" ? "nothing by name" : <Exact text={scope} />}</Detail>
        <Detail name="At">{resource.length === 0 ? "no particular service" : <Exacts texts={resource} />}</Detail>
        {justification === null ? null : (
          <Detail name="Because">
            <Quoted text={justification} />
          </Detail>
        )}
        {ticket === null ? null : (
          <Detail name="Ticket">
            <Exact text={ticket} />
          </Detail>
        )}
        <Detail name="Asked">
          <Moment at={approval.asked_at} />
        </Detail>
        <Detail name="Approved by">
          {approval.have} of {approval.quorum}
          {approval.state === "waiting" ? <Left until={approval.until} /> : null}
        </Detail>
        {ended === null || (ended.by === null && ended.reason === null) ? null : (
          <Detail name="Refused">
            {ended.by === null ? null : (
              <>
                by <Named text={ended.by} />
              </>
            )}
            {ended.reason === null ? null : (
              <>
                : <Quoted text={ended.reason} />
              </>
            )}
          </Detail>
        )}
      </Details>
    </Panel>
  );
}

function Left({ until }: { until: number }) {
  const { clock } = useConsole();
  const seconds = Math.max(0, Math.ceil((until - useNow(clock)) / 1000));
  return <>, {countdownText(seconds)} left</>;
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
  return (
    <Panel title="Asked back">
      <Details>
        {questions.map(({ id, from, question, answer, mine }) => (
          <Detail key={id} name={mine ? "You asked" : `${makeVisible(from.name)} asked`}>
            <Quoted text={question} />
            <p>
              {answer === null ? (
                <>
                  <Named text={initiator.name} /> has not answered yet.
                </>
              ) : (
                <>
                  <Named text={initiator.name} /> answered: <Quoted text={answer} />
                </>
              )}
            </p>
          </Detail>
        ))}
      </Details>
    </Panel>
  );
}
