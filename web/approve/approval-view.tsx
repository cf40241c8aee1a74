import type { Remote } from "@nearside/shared/api/approval-address.ts";
import { Suspense } from "react";
import type { Clock } from "../clock.ts";
import { FailedView } from "../ui/failed.tsx";
import { whenWanted } from "../ui/when-wanted.tsx";
import type { ApprovalEvent, ApprovalState } from "./state.ts";
import { AskingView } from "./views/asking.tsx";
import { ApprovedView } from "./views/ends.tsx";
import { MeetingView } from "./views/meeting.tsx";
import { TouchView } from "./views/touch.tsx";

interface ApprovalViewProps {
  readonly state: ApprovalState;
  readonly send: (event: ApprovalEvent) => void;
  readonly clock: Clock;
  readonly issuer: string;
  readonly remote: Remote | undefined;
  readonly signsReasons: () => boolean;
}

/** Holds the views that most logins never reach, so that the first load leaves them out. */
const SeldomView = whenWanted(() => import("./seldom-view.tsx").then(({ SeldomView }) => SeldomView));

/** Renders the one view that belongs to the state. */
export function ApprovalView({ state, send, clock, issuer, remote, signsReasons }: ApprovalViewProps) {
  const retry = () => send({ type: "retry_pressed" });
  const onSayWhy = signsReasons() ? () => send({ type: "say_why_pressed" }) : undefined;
  const meeting = <MeetingView onRetry={retry} />;
  const seldom = (seen: Parameters<typeof SeldomView>[0]["state"], busy = false) => (
    <Suspense fallback={meeting}>
      <SeldomView
        state={seen}
        busy={busy}
        send={send}
        clock={clock}
        issuer={issuer}
        remote={remote}
        onSayWhy={onSayWhy}
      />
    </Suspense>
  );
  switch (state.at) {
    case "opening":
    case "meeting":
    case "proving":
    case "questioning":
      return meeting;
    case "showing":
      return state.from === undefined ? meeting : seldom(state.from, true);
    case "handing_in":
      return seldom(state.from, true);
    case "asking":
    case "signing_denial":
    case "denying": {
      const from = state.at === "asking" ? state : state.from;
      const denying = state.at !== "asking";
      if (from.at !== "asking") return seldom(from, denying);
      return (
        <AskingView
          login={from.login}
          question={from.question}
          asking={{
            problem: denying ? undefined : from.problem,
            denying,
            clock,
            onApprove: () => send({ type: "approve_pressed" }),
            onDeny: (alert) => send({ type: "deny_pressed", alert }),
            onSayWhy,
          }}
        />
      );
    }
    case "authenticating":
    case "approving":
      return (
        <TouchView
          question={state.question}
          onCancel={state.at === "approving" ? undefined : () => send({ type: "cancel_pressed" })}
        />
      );
    case "failed":
      return <FailedView problem={state.problem} onRetry={retry} />;
    case "approved":
      return <ApprovedView client={state.client} requestId={state.requestId} />;
    default:
      return seldom(state);
  }
}
