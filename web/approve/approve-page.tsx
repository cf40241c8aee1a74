import type { Remote } from "@nearside/shared/api/approval-address.ts";
import { useEffect, useSyncExternalStore } from "react";
import type { Clock } from "../clock.ts";
import { Countdown } from "../ui/countdown.tsx";
import { Frame } from "../ui/frame.tsx";
import type { Approval } from "./approval.ts";
import { ApprovalView } from "./approval-view.tsx";
import { openLoginOf } from "./reducer.ts";

interface ApprovePageProps {
  readonly approval: Approval;
  readonly clock: Clock;
  /** This page's own origin. */
  readonly issuer: string;
  /** The command line's own word for the machine it runs on, taken from this page's address. */
  readonly remote: Remote | undefined;
}

export function ApprovePage({ approval, clock, issuer, remote }: ApprovePageProps) {
  const state = useSyncExternalStore(approval.subscribe, approval.state);
  const login = openLoginOf(state);

  // The server alone judges expiry; the page only stops offering what would be refused.
  useEffect(() => {
    if (login === undefined) return;
    return clock.after(Math.max(0, login.expiresAt - clock.now()), () => approval.send({ type: "time_up" }));
  }, [login, clock, approval]);

  return (
    <Frame issuer={issuer} corner={login === undefined ? null : <Countdown clock={clock} until={login.expiresAt} />}>
      <ApprovalView state={state} send={approval.send} clock={clock} issuer={issuer} remote={remote} />
    </Frame>
  );
}
