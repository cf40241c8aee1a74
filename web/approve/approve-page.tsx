import type { Remote } from "@nearside/shared/api/approval-address.ts";
import { countdownText } from "@nearside/shared/text/time-in-words.ts";
import { useEffect, useSyncExternalStore } from "react";
import type { Clock } from "../clock.ts";
import { approveTexts as texts } from "../texts/approve.tsx";
import { Frame } from "../ui/frame.tsx";
import { useNow } from "../ui/use-now.ts";
import type { Approval } from "./approval.ts";
import { ApprovalView } from "./approval-view.tsx";
import { openLoginOf } from "./reducer.ts";

interface ApprovePageProps {
  readonly approval: Approval;
  readonly clock: Clock;
  /** This page's own origin. */
  readonly issuer: string;
  /** The command line's name for the machine that it runs on, taken from this page's address. */
  readonly remote: Remote | undefined;
  /** Tells whether the extension signs the reason of a denial. */
  readonly signsReasons: () => boolean;
}

export function ApprovePage({ approval, clock, issuer, remote, signsReasons }: ApprovePageProps) {
  const state = useSyncExternalStore(approval.subscribe, approval.state);
  const login = openLoginOf(state);

  // The server alone judges expiry; the page only stops offering what would be refused.
  useEffect(() => {
    if (login === undefined) return;
    return clock.after(Math.max(0, login.expiresAt - clock.now()), () => approval.send({ type: "time_up" }));
  }, [login, clock, approval]);

  return (
    <Frame issuer={issuer} corner={login === undefined ? null : <Countdown clock={clock} until={login.expiresAt} />}>
      <ApprovalView
        state={state}
        send={approval.send}
        clock={clock}
        issuer={issuer}
        remote={remote}
        signsReasons={signsReasons}
      />
    </Frame>
  );
}

/** Seconds below which a screen reader says once that time runs out, and the colour changes. */
const SOON_SECONDS = 60;

/** Shows how long there still is, to the second. `until` in milliseconds since the epoch. */
function Countdown({ clock, until }: { clock: Clock; until: number }) {
  const seconds = Math.max(0, Math.ceil((until - useNow(clock)) / 1000));
  const soon = seconds <= SOON_SECONDS;
  return (
    <>
      <span role="timer" className={soon ? "countdown countdown-soon" : "countdown"}>
        {texts.expiresIn({ left: countdownText(seconds) })}
      </span>
      <span role="status" className="unseen">
        {soon && seconds > 0 ? texts.lastMinute : ""}
      </span>
    </>
  );
}
