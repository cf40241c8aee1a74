import type { Remote } from "@nearside/shared/api/approval-address.ts";
import type { Clock } from "../clock.ts";
import type { ApprovalEvent, ApprovalState } from "./state.ts";
import { GoneView } from "./views/gone.tsx";
import {
  ExtensionMissingView,
  NotEnrolledView,
  OtherWindowView,
  OutOfReachView,
  UnreachableView,
} from "./views/not-met.tsx";
import { ReusedApprovalView } from "./views/reused-approval.tsx";
import { RuledOutView, UnmetView } from "./views/ruled-out.tsx";
import { SayingWhyView } from "./views/saying-why.tsx";
import { SecurityKeyView } from "./views/security-key.tsx";
import {
  DeniedView,
  ExpiredView,
  SettledView,
  StartedElsewhereView,
  UnknownLoginView,
  WithdrawnView,
} from "./views/seldom-ends.tsx";
import { TypingView } from "./views/typing.tsx";
import { WaitingUnknownView, WaitingView } from "./views/waiting.tsx";

export interface SeldomViewProps {
  readonly state: Extract<
    ApprovalState,
    {
      readonly at:
        | "typing"
        | "waiting"
        | "waiting_elsewhere"
        | "saying_why"
        | "reusing"
        | "reused"
        | "touching_key"
        | "ruled_out"
        | "unmet"
        | "denied"
        | "gone"
        | "withdrawn"
        | "extension_missing"
        | "not_enrolled"
        | "unreachable"
        | "other_window"
        | "settled"
        | "unknown_login"
        | "started_elsewhere"
        | "expired";
    }
  >;
  /** True while the person's answer is on its way. */
  readonly busy: boolean;
  readonly send: (event: ApprovalEvent) => void;
  readonly clock: Clock;
  readonly issuer: string;
  /** The machine that the command line says it runs on, if it says so. */
  readonly remote: Remote | undefined;
  /** Undefined if the extension does not sign the reason of a denial. */
  readonly onSayWhy: (() => void) | undefined;
}

/** Renders the view of a state that most logins never reach. It is loaded with the first of them. */
export function SeldomView({ state, busy, send, clock, issuer, remote, onSayWhy }: SeldomViewProps) {
  const retry = () => send({ type: "retry_pressed" });
  const deny = (alert: boolean) => send({ type: "deny_pressed", alert });
  switch (state.at) {
    case "typing":
      return (
        <TypingView
          key={state.wish.wanted.what}
          login={state.login}
          wish={state.wish}
          problem={state.problem}
          busy={busy}
          clock={clock}
          onTyped={(typed) => send({ type: "typed", typed })}
          onDeny={deny}
          onSayWhy={onSayWhy}
        />
      );
    case "saying_why":
      return (
        <SayingWhyView
          problem={state.problem}
          busy={busy}
          onDeny={(reason) => send({ type: "deny_pressed", alert: false, reason })}
          onBack={() => send({ type: "cancel_pressed" })}
        />
      );
    case "reusing":
      return <ReusedApprovalView question={state.question} requestId={undefined} denying={busy} onDeny={deny} />;
    case "reused":
      return <ReusedApprovalView question={state.question} requestId={state.requestId} denying={false} onDeny={deny} />;
    case "touching_key":
      return <SecurityKeyView onCancel={() => send({ type: "cancel_pressed" })} />;
    case "waiting":
      return (
        <WaitingView
          second={state.second}
          clock={clock}
          requestId={state.approved.requestId}
          problem={state.problem}
          busy={busy}
          onDeny={() => deny(false)}
        />
      );
    case "waiting_elsewhere":
      return state.second === undefined ? (
        <WaitingUnknownView />
      ) : (
        <WaitingView
          second={state.second}
          clock={clock}
          requestId={undefined}
          problem={undefined}
          busy={false}
          onDeny={undefined}
        />
      );
    case "ruled_out":
      return <RuledOutView problem={state.problem} clock={clock} />;
    case "unmet":
      return <UnmetView problem={state.problem} onRetry={retry} />;
    case "denied":
      return <DeniedView alert={state.alert} />;
    case "gone":
      return <GoneView approved={state.approved} over={state.over} onRetry={retry} />;
    case "withdrawn":
      return <WithdrawnView reason={state.reason} />;
    case "extension_missing":
      return <ExtensionMissingView onRetry={retry} />;
    case "not_enrolled":
      return <NotEnrolledView issuer={issuer} onRetry={retry} />;
    case "unreachable":
      return remote === undefined || state.problem.code !== "unreachable" ? (
        <UnreachableView problem={state.problem} onRetry={retry} />
      ) : (
        <OutOfReachView remote={remote} onRetry={retry} />
      );
    case "other_window":
      return <OtherWindowView onRetry={retry} />;
    case "settled":
      return <SettledView how={state.how} reason={state.reason} />;
    case "unknown_login":
      return <UnknownLoginView />;
    case "started_elsewhere":
      return <StartedElsewhereView />;
    case "expired":
      return <ExpiredView />;
  }
}
