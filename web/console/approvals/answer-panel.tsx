import type { WaitingApproval } from "@nearside/shared/api/console/approvals.ts";
import { Button } from "../../ui/button.tsx";
import { Named, Quoted } from "../../ui/quoted.tsx";
import { Moment } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";
import { overSentence } from "./approval-words.ts";
import type { Answering } from "./use-answer.ts";

interface AnswerPanelProps {
  readonly approval: WaitingApproval;
  readonly asks: boolean;
  readonly answer: Answering;
}

/** Where the signed-in person answers, or reads what has become of it. */
export function AnswerPanel({ approval, asks, answer }: AnswerPanelProps) {
  if (asks)
    return (
      <Panel title="Your answer">
        <ShownAnswer who={approval.initiator.name} {...answer} />
      </Panel>
    );
  return (
    <Panel title="Nothing to answer any more">
      <p>{overSentence(approval.state)}</p>
      <Said mine={approval.mine} />
    </Panel>
  );
}

function Said({ mine }: Pick<WaitingApproval, "mine">) {
  if (mine === null) return null;
  return (
    <p>
      You {mine.outcome} it <Moment at={mine.at} />
      {mine.reason === null ? "." : ": "}
      {mine.reason === null ? null : <Quoted text={mine.reason} />}
    </p>
  );
}

type ShownAnswerProps = Answering & { readonly who: string };

/** One view for each state of the answer. */
export function ShownAnswer({ state, who, press, touchAgain, stop }: ShownAnswerProps) {
  const stopButton = (
    <Button kind="plain" small onPress={stop}>
      Stop
    </Button>
  );
  switch (state.at) {
    case "preparing":
    case "verifying":
      return <p role="status">Your extension verifies what was signed…</p>;
    case "reading":
      return (
        <>
          <p role="status">
            Answer in the Nearside window that has opened. It shows what was signed; if this page shows anything else,
            refuse there, and tell your administrator.
          </p>
          {stopButton}
        </>
      );
    case "touching":
      return (
        <>
          <p role="status">Touch your authenticator: your passkey signs what you have just read.</p>
          {stopButton}
        </>
      );
    case "sending":
      return <p role="status">Your answer is on its way…</p>;
    case "idle":
    case "done":
      return (
        <>
          {state.at === "idle" && state.problem !== undefined ? (
            <p className="notice notice-wait" role="alert">
              {state.problem.sentence}
            </p>
          ) : null}
          <p>
            <Named text={who} /> has approved this already, and waits for you. Each button opens Nearside's own window,
            which verifies every signature and shows what was signed; you answer there.
          </p>
          <div className="panel-actions">
            {state.at === "idle" && state.reviewed !== undefined ? (
              <Button kind="near" onPress={touchAgain}>
                Touch again
              </Button>
            ) : (
              <Button kind="near" onPress={() => press("approve")}>
                Approve
              </Button>
            )}
            <Button kind="alert" onPress={() => press("refuse")}>
              Refuse with a reason
            </Button>
            <Button kind="plain" onPress={() => press("ask")}>
              Ask
            </Button>
          </div>
        </>
      );
  }
}
