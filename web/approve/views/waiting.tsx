import { MOST_COUNTED, type SecondWait } from "@nearside/shared/api/second-wait.ts";
import { listText } from "@nearside/shared/text/amounts.ts";
import { agoInWords, countdownText } from "@nearside/shared/text/time-in-words.ts";
import type { Clock } from "../../clock.ts";
import type { Problem } from "../../problem.ts";
import { approveTexts } from "../../texts/approve.tsx";
import { approveSeldomTexts } from "../../texts/approve-seldom.tsx";
import { Button } from "../../ui/button.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { keyed } from "../../ui/keyed.ts";
import { Named } from "../../ui/quoted.tsx";
import { ReceiptLine } from "../../ui/receipt-line.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { useNow } from "../../ui/use-now.ts";
import { Newcomers } from "./newcomers.tsx";

const texts = approveSeldomTexts.waiting;

interface WaitingViewProps {
  readonly second: SecondWait;
  readonly clock: Clock;
  /** Undefined where this page did not approve it. */
  readonly requestId: string | undefined;
  readonly problem: Problem | undefined;
  /** True while the person's no is on its way. */
  readonly busy: boolean;
  /** Undefined where this page can't withdraw it. */
  readonly onDeny: (() => void) | undefined;
}

/** Tells a page that did not meet the login that others are asked, and not whom (protocol §4.1). */
export function WaitingUnknownView() {
  const picture = <Scene ground="shared" link="joined" tone="wait" badge="person" />;
  return <Sheet tab={texts.tab} {...texts.elsewhere} picture={picture} />;
}

/** Tells whom the login waits for, after the person's own approval (protocol §11). */
export function WaitingView({ second, clock, requestId, problem, busy, onDeny }: WaitingViewProps) {
  const { asked, asked_total, quorum, have } = second;
  const now = useNow(clock) / 1000;
  const others = asked_total - asked.length;
  return (
    <Sheet
      tab={texts.tab}
      title={texts.title({ people: quorum - have })}
      picture={<Scene ground="shared" link="joined" tone="wait" badge="person" />}
      lead={texts.lead}
      actions={
        onDeny === undefined ? undefined : (
          <>
            {problem === undefined ? null : (
              <p className="notice notice-wait" role="alert">
                {problem.sentence}
              </p>
            )}
            <Button kind="plain" unready={busy} onPress={onDeny}>
              {busy ? texts.withdrawing : texts.withdraw}
            </Button>
          </>
        )
      }
    >
      <Facts kind="ruled" title={texts.asked.title} note={texts.asked.note}>
        <Fact name={texts.asked.name}>
          <ul>
            {keyed(asked).map(({ key, item }) => (
              <li key={key}>
                <Named text={item} />
              </li>
            ))}
            {asked.length === 0 ? <li>{texts.asked.nobody}</li> : null}
            {others > 0 ? (
              <li>{(asked_total < MOST_COUNTED ? texts.asked.others : texts.asked.othersAtLeast)({ others })}</li>
            ) : null}
          </ul>
          <small>{agoInWords(now - second.since)}</small>
        </Fact>
        <Fact name={texts.approved}>{texts.approvedOf({ have, of: quorum })}</Fact>
        <Fact name={texts.endsIn}>{countdownText(second.until - now)}</Fact>
        {second.questions.length === 0 ? null : (
          <Fact name={texts.question}>
            {texts.questionFrom({ people: <Named text={listText(second.questions.map(({ from }) => from.name))} /> })}
            <small>{texts.answerThere}</small>
          </Fact>
        )}
      </Facts>
      <Newcomers newcomers={second.newcomers} clock={clock} />
      {requestId === undefined ? null : <ReceiptLine name={approveTexts.approved.receipt} id={requestId} />}
    </Sheet>
  );
}
