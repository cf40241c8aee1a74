import type { Clock } from "../clock.ts";
import { FailedView } from "../ui/failed.tsx";
import type { ApprovalEvent, ApprovalState } from "./state.ts";
import { ApprovedView } from "./views/approved.tsx";
import { AskingView } from "./views/asking.tsx";
import { DeniedView } from "./views/denied.tsx";
import { ExpiredView } from "./views/expired.tsx";
import { ExtensionMissingView } from "./views/extension-missing.tsx";
import { MeetingView } from "./views/meeting.tsx";
import { NotEnrolledView } from "./views/not-enrolled.tsx";
import { OtherWindowView } from "./views/other-window.tsx";
import { SettledView } from "./views/settled.tsx";
import { StartedElsewhereView } from "./views/started-elsewhere.tsx";
import { TouchView } from "./views/touch.tsx";
import { UnknownLoginView } from "./views/unknown-login.tsx";
import { UnreachableView } from "./views/unreachable.tsx";

export interface ApprovalViewProps {
  readonly state: ApprovalState;
  readonly send: (event: ApprovalEvent) => void;
  readonly clock: Clock;
  readonly issuer: string;
}

/** The one view of that state. */
export function ApprovalView({ state, send, clock, issuer }: ApprovalViewProps) {
  const retry = () => send({ type: "retry_pressed" });
  switch (state.at) {
    case "opening":
    case "meeting":
    case "proving":
    case "questioning":
    case "showing":
      return <MeetingView onRetry={retry} />;
    case "asking":
    case "signing_denial":
    case "denying":
      return (
        <AskingView
          login={state.login}
          question={state.question}
          problem={state.at === "asking" ? state.problem : undefined}
          denying={state.at !== "asking"}
          clock={clock}
          onApprove={() => send({ type: "approve_pressed" })}
          onDeny={(alert) => send({ type: "deny_pressed", alert })}
        />
      );
    case "authenticating":
    case "approving":
      return (
        <TouchView
          question={state.question}
          sent={state.at === "approving"}
          onCancel={() => send({ type: "cancel_pressed" })}
        />
      );
    case "extension_missing":
      return <ExtensionMissingView onRetry={retry} />;
    case "not_enrolled":
      return <NotEnrolledView issuer={issuer} onRetry={retry} />;
    case "unreachable":
      return <UnreachableView problem={state.problem} onRetry={retry} />;
    case "other_window":
      return <OtherWindowView onRetry={retry} />;
    case "failed":
      return <FailedView problem={state.problem} onRetry={retry} />;
    case "started_elsewhere":
      return <StartedElsewhereView />;
    case "approved":
      return <ApprovedView client={state.client} requestId={state.requestId} />;
    case "denied":
      return <DeniedView alert={state.alert} />;
    case "expired":
      return <ExpiredView />;
    case "settled":
      return <SettledView how={state.how} />;
    case "unknown_login":
      return <UnknownLoginView />;
  }
}
