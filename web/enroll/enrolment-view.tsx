import { enrollTexts } from "../texts/enroll.tsx";
import { FailedView } from "../ui/failed.tsx";
import { TouchSheet } from "../ui/touch-sheet.tsx";
import type { EnrolmentEvent, EnrolmentPageState } from "./state.ts";
import {
  ActiveView,
  EnrolmentExpiredView,
  EnrolmentOtherWindowView,
  RefusedView,
  UnknownEnrolmentView,
} from "./views/ends.tsx";
import { ConfirmingView, EnrolmentMeetingView, IconMissingView, WaitingView } from "./views/extension-window.tsx";
import { PasskeyView } from "./views/passkey.tsx";
import { ComparingView, PendingView } from "./views/six-words.tsx";

interface EnrolmentViewProps {
  readonly state: EnrolmentPageState;
  readonly send: (event: EnrolmentEvent) => void;
}

/** Renders the one view that belongs to the state. */
export function EnrolmentView({ state, send }: EnrolmentViewProps) {
  switch (state.at) {
    case "opening":
    case "reopening":
    case "meeting":
    case "proving":
      return <EnrolmentMeetingView />;
    case "waiting":
      return <WaitingView cancelled={state.cancelled} onIconMissing={() => send({ type: "icon_missing_pressed" })} />;
    case "icon_missing":
      return <IconMissingView onBack={() => send({ type: "back_pressed" })} />;
    case "opening_window":
    case "confirming":
      return <ConfirmingView />;
    case "asking":
      return (
        <PasskeyView
          passkey={state.passkey.passkey}
          problem={state.problem}
          onPress={() => send({ type: "passkey_pressed" })}
        />
      );
    case "authenticating":
    case "storing":
      return (
        <TouchSheet
          lead={enrollTexts.touch}
          onCancel={state.at === "storing" ? undefined : () => send({ type: "cancel_pressed" })}
        />
      );
    case "comparing":
      return <ComparingView />;
    case "pending":
      return <PendingView />;
    case "active":
      return <ActiveView />;
    case "refused":
      return <RefusedView end={state.end} />;
    case "expired":
      return <EnrolmentExpiredView />;
    case "other_window":
      return <EnrolmentOtherWindowView onRetry={() => send({ type: "retry_pressed" })} />;
    case "unknown_enrolment":
      return <UnknownEnrolmentView />;
    case "failed":
      return <FailedView problem={state.problem} onRetry={() => send({ type: "retry_pressed" })} />;
  }
}
