import type { SecondWait } from "@nearside/shared/api/second-wait.ts";
import { agoInWords, countdownText } from "@nearside/shared/text/time-in-words.ts";
import type { Clock } from "../../clock.ts";
import type { Problem } from "../../problem.ts";
import { Button } from "../../ui/button.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { keyed } from "../../ui/keyed.ts";
import { Named } from "../../ui/quoted.tsx";
import { ReceiptLine } from "../../ui/receipt-line.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { useNow } from "../../ui/use-now.ts";

interface WaitingViewProps {
  readonly second: SecondWait;
  readonly clock: Clock;
  /** Undefined where this page did not approve it. */
  readonly requestId: string | undefined;
  readonly problem: Problem | undefined;
  /** True while the person's no is on its way. */
  readonly busy: boolean;
  /** Undefined where this page can't take it back. */
  readonly onDeny: (() => void) | undefined;
}

/** Tells whom the login waits for, after the person's own approval (protocol §11). */
export function WaitingView({ second, clock, requestId, problem, busy, onDeny }: WaitingViewProps) {
  const { asked, asked_total, quorum, have } = second;
  const now = useNow(clock) / 1000;
  const others = asked_total - asked.length;
  return (
    <Sheet
      tab="Waits for a second person"
      title={quorum > 1 ? "Waits for further people" : "Waits for a second person"}
      picture={<Scene ground="shared" link="joined" tone="wait" badge="person" />}
      lead="You have approved it. A rule wants others to approve it too, on machines of their own. You may close this page: your terminal goes on by itself."
      actions={
        onDeny === undefined ? undefined : (
          <>
            {problem === undefined ? null : (
              <p className="notice notice-wait" role="alert">
                {problem.sentence}
              </p>
            )}
            <Button kind="plain" unready={busy} onPress={onDeny}>
              {busy ? "Taking it back…" : "Take it back"}
            </Button>
          </>
        )
      }
    >
      <Facts kind="ruled" title="Who is asked" note="Each of them sees where it was started, and signs that.">
        <Fact name="Asked">
          <ul>
            {keyed(asked).map(({ key, item }) => (
              <li key={key}>
                <Named text={item} />
              </li>
            ))}
            {others > 0 ? <li>{others === 1 ? "1 other" : `${others} others`}</li> : null}
          </ul>
          <small>{agoInWords(now - second.since)}</small>
        </Fact>
        <Fact name="Approved">
          {have} of {quorum}
        </Fact>
        <Fact name="Ends in">{countdownText(second.until - now)}</Fact>
        {second.questions.length === 0 ? null : (
          <Fact name="Question">
            <Named text={second.questions.map(({ from }) => from.name).join(", ")} /> asked you something.
            <small>Your terminal shows it, and takes your answer.</small>
          </Fact>
        )}
      </Facts>
      {requestId === undefined ? null : <ReceiptLine name="This login, as your terminal names it" id={requestId} />}
    </Sheet>
  );
}
