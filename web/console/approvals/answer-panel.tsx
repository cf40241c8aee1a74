import type { WaitingApproval } from "@nearside/shared/api/console/approvals.ts";
import { approvalsTexts } from "../../texts/console/approvals.tsx";
import { withCode } from "../../texts/with-code.tsx";
import { Button } from "../../ui/button.tsx";
import { Named, Quoted } from "../../ui/quoted.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { overSentence } from "./approval-words.ts";
import type { Answering } from "./use-answer.ts";

const texts = approvalsTexts.answer;
const { over } = approvalsTexts;

interface AnswerPanelProps {
  readonly approval: WaitingApproval;
  readonly asks: boolean;
  readonly answer: Answering;
}

/** Lets the signed-in person answer, or read how it ended. */
export function AnswerPanel({ approval, asks, answer }: AnswerPanelProps) {
  if (asks && approval.counts_from !== undefined) return <NotYet {...approval} countsFrom={approval.counts_from} />;
  if (asks)
    return (
      <Panel title={texts.title}>
        <ShownAnswer who={approval.initiator.name} {...answer} />
      </Panel>
    );
  return (
    <Panel title={over.title}>
      <p>{overSentence(approval.state)}</p>
      <Said mine={approval.mine} />
    </Panel>
  );
}

/** Tells a newcomer from when they can answer. The page reads on, and has the buttons then. */
function NotYet({ initiator, until, countsFrom }: WaitingApproval & { readonly countsFrom: number }) {
  const { notYet } = approvalsTexts;
  const facts = { person: <Named text={initiator.name} />, time: <Moment at={countsFrom} /> };
  return (
    <Panel title={notYet.title}>
      <p>{notYet.why(facts)}</p>
      <p>{countsFrom < until ? notYet.soon : notYet.tooLate}</p>
    </Panel>
  );
}

function Said({ mine }: Pick<WaitingApproval, "mine">) {
  if (mine === null) return null;
  const time = <Moment at={mine.at} />;
  if (mine.outcome === "approved") return <p>{over.youApproved({ time })}</p>;
  if (mine.reason === null) return <p>{over.youRefused({ time })}</p>;
  return <p>{over.youRefusedBecause({ time, reason: <Quoted text={mine.reason} /> })}</p>;
}

type ShownAnswerProps = Answering & { readonly who: string };

/** One view for each state of the answer. */
export function ShownAnswer({ state, who, press, touchAgain, stop }: ShownAnswerProps) {
  const stopButton = (
    <Button kind="plain" small onPress={stop}>
      {texts.stop}
    </Button>
  );
  switch (state.at) {
    case "preparing":
    case "verifying":
      return <p role="status">{texts.verifying}</p>;
    case "reading":
      return (
        <>
          <p role="status">{texts.reading}</p>
          {stopButton}
        </>
      );
    case "touching":
      return (
        <>
          <p role="status">{texts.touching}</p>
          {stopButton}
        </>
      );
    case "sending":
      return <p role="status">{texts.sending}</p>;
    case "idle":
    case "done":
      return (
        <>
          {state.at === "idle" && state.problem !== undefined ? (
            <p className="notice notice-wait" role="alert">
              {withCode(state.problem.sentence)}
            </p>
          ) : null}
          <p>{texts.lead({ person: <Named text={who} /> })}</p>
          <div className="panel-actions">
            {state.at === "idle" && state.reviewed !== undefined ? (
              <Button kind="near" onPress={touchAgain}>
                {texts.touchAgain}
              </Button>
            ) : (
              <Button kind="near" onPress={() => press("approve")}>
                {texts.approve}
              </Button>
            )}
            <Button kind="alert" onPress={() => press("refuse")}>
              {texts.refuse}
            </Button>
            <Button kind="plain" onPress={() => press("ask")}>
              {texts.ask}
            </Button>
          </div>
        </>
      );
  }
}
