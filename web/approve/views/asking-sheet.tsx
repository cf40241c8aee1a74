import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Clock } from "../../clock.ts";
import type { Problem } from "../../problem.ts";
import { approveTexts } from "../../texts/approve.tsx";
import { Button } from "../../ui/button.tsx";
import { Named } from "../../ui/quoted.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { useSettled } from "../../ui/use-settled.ts";

const texts = approveTexts.asking;

/** The person's choices about a question. */
export interface Asking {
  readonly problem: Problem | undefined;
  /** True while the denial is on its way. */
  readonly denying: boolean;
  readonly clock: Clock;
  readonly onApprove: () => void;
  readonly onDeny: (alert: boolean) => void;
  /** Undefined if the extension does not sign the reason of a denial. */
  readonly onSayWhy: (() => void) | undefined;
}

interface AskingSheetProps {
  readonly asking: Asking;
  readonly title: ReactNode;
  readonly lead: ReactNode;
  readonly children: ReactNode;
}

/** Asks the person to approve or to deny. A press counts once the page has been in front for a moment. */
export function AskingSheet({ asking, title, lead, children }: AskingSheetProps) {
  const { problem, denying, clock, onApprove, onDeny, onSayWhy } = asking;
  const { settled, isSettled } = useSettled(clock);
  const denyButton = useRef<HTMLButtonElement>(null);

  // Deny takes the focus once it can be pressed, so that a key meant for the terminal decides nothing.
  useEffect(() => {
    if (settled && isNothingChosen(document.activeElement)) denyButton.current?.focus({ preventScroll: true });
  }, [settled]);

  const [pressedEarly, setPressedEarly] = useState(false);
  const tooEarly = () => setPressedEarly(!denying);
  const guarded = (act: () => void) => () => (isSettled() ? act() : tooEarly());
  const guard = { unready: !settled || denying, onUnready: tooEarly };

  return (
    <Sheet
      wide
      tab={texts.tab}
      titleId="verdict"
      titleClass="verdict"
      title={title}
      lead={lead}
      actions={
        <>
          {problem === undefined ? null : (
            <p className="notice notice-wait" role="alert">
              {problem.sentence}
              {problem.rules?.map(({ id, title }) => (
                <small key={id}>
                  <Named text={title ?? id} />
                </small>
              ))}
            </p>
          )}
          <p className="actions-hint" role="status">
            {pressedEarly ? texts.pressedEarly : null}
          </p>
          <div className="actions-pair">
            <Button
              kind="solid"
              {...guard}
              describedBy="verdict"
              ref={denyButton}
              onPress={guarded(() => onDeny(false))}
            >
              {denying ? texts.denying : texts.deny}
            </Button>
            <Button kind="near" {...guard} describedBy="verdict" onPress={guarded(onApprove)}>
              {texts.approve}
            </Button>
          </div>
          <div className="actions-more">
            {onSayWhy === undefined ? null : (
              <Button kind="quiet" small unready={denying} onPress={onSayWhy}>
                {texts.denyWithReason}
              </Button>
            )}
            <Button kind="alert" small {...guard} onPress={guarded(() => onDeny(true))}>
              {texts.notMine}
            </Button>
          </div>
        </>
      }
    >
      {children}
    </Sheet>
  );
}

const isNothingChosen = (element: Element | null): boolean =>
  element === null || element === document.body || element.tagName === "H1";
