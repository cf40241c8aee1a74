import type { EnrolmentEnd } from "@nearside/shared/api/enrolment-end.ts";
import type { EnrolmentStateName } from "@nearside/shared/api/enrolments.ts";
import type { Problem } from "../problem.ts";
import type { EnrolmentEvent, EnrolmentPageState } from "./state.ts";

/** Computes the page's next state. It is pure, and an event that does not belong to the state leaves it as it is. */
export function reduceEnrolment(state: EnrolmentPageState, event: EnrolmentEvent): EnrolmentPageState {
  if (event.type === "refused") return afterRefusal(state, event.problem);
  if (event.type === "moved") return followsServer(state) ? afterMove(state, event.to, event.end) : state;
  switch (state.at) {
    case "opening":
      if (event.type !== "opened") return state;
      return event.bridge
        ? { at: "opening_window", request: event.request, clicked: false }
        : waitForClick(event.request);
    case "waiting":
      if (event.type === "icon_missing_pressed")
        return { at: "icon_missing", request: state.request, server: state.server };
      return event.type === "extension_ready" ? openWindow(state.request) : state;
    case "icon_missing":
      if (event.type === "back_pressed") return waitForClick(state.request);
      return event.type === "extension_ready" ? openWindow(state.request) : state;
    case "opening_window":
    case "confirming":
      if (event.type === "window_opened") return { at: "confirming", request: state.request, server: "waiting" };
      if (event.type === "enrolment_confirmed") return { at: "reopening", request: state.request };
      if (event.type === "enrolment_cancelled") return { ...waitForClick(state.request), cancelled: true };
      return event.type === "extension_ready" ? openWindow(state.request) : state;
    case "reopening":
      return event.type === "opened" ? { at: "meeting", request: event.request, nonce: event.nonce } : state;
    case "meeting":
      return event.type === "met" ? { at: "proving", meeting: event.meeting } : state;
    case "proving":
      return event.type === "proved" ? { at: "asking", passkey: event.passkey, problem: undefined } : state;
    case "asking":
      return event.type === "passkey_pressed" ? { at: "authenticating", passkey: state.passkey } : state;
    case "authenticating":
      if (event.type === "answered") return { at: "storing", passkey: state.passkey, answer: event.answer };
      return event.type === "cancel_pressed" ? { at: "asking", passkey: state.passkey, problem: undefined } : state;
    case "storing":
      return event.type === "stored" ? afterMove(state, event.to) : state;
    case "other_window":
    case "failed":
      return event.type === "retry_pressed" ? { at: "opening" } : state;
    case "comparing":
    case "pending":
    case "active":
    case "refused":
    case "expired":
    case "unknown_enrolment":
      return state;
  }
}

const waitForClick = (request: string) => ({ at: "waiting", request, server: "waiting", cancelled: false }) as const;
const openWindow = (request: string): EnrolmentPageState => ({ at: "opening_window", request, clicked: true });

/**
 * Gives the state that the server would report if only this page had moved the enrolment; undefined in states in which
 * the server is not followed.
 */
export function expectedOnServer(state: EnrolmentPageState): EnrolmentStateName | undefined {
  switch (state.at) {
    case "waiting":
    case "icon_missing":
    case "confirming":
      return state.server;
    case "asking":
      return "met";
    case "comparing":
      return "passkey";
    case "pending":
      return "pending";
    default:
      return undefined;
  }
}

const followsServer = (state: EnrolmentPageState): boolean =>
  state.at === "opening" || state.at === "reopening" || expectedOnServer(state) !== undefined;

function afterMove(state: EnrolmentPageState, to: EnrolmentStateName, end?: EnrolmentEnd): EnrolmentPageState {
  switch (to) {
    // It is still open, and to this browser session: the server refuses any other.
    case "waiting":
    case "met":
      return "server" in state ? { ...state, server: to } : state;
    case "passkey":
      return { at: "comparing" };
    case "pending":
    case "active":
    case "expired":
      return { at: to };
    case "refused":
      return end === undefined ? { at: to } : { at: to, end };
  }
}

function hasEnded(state: EnrolmentPageState): boolean {
  return state.at === "active" || state.at === "refused" || state.at === "expired" || state.at === "unknown_enrolment";
}

function afterRefusal(state: EnrolmentPageState, problem: Problem): EnrolmentPageState {
  if (hasEnded(state)) return state;
  switch (problem.code) {
    case "enrolment_unknown":
      return { at: "unknown_enrolment" };
    case "enrolment_expired":
      return { at: "expired" };
    // It ended or continued without this page, so the server is asked how.
    case "enrolment_settled":
      return state.at === "opening" ? { at: "failed", problem } : { at: "opening" };
    case "other_session":
      return { at: "other_window" };
  }
  switch (state.at) {
    case "opening_window":
      // The bridge was there, but every enrolment needs its own click on the icon (protocol §3.3).
      return state.clicked ? { at: "failed", problem } : waitForClick(state.request);
    // The meeting is still valid: another passkey, or another touch, may succeed.
    case "authenticating":
      return { at: "asking", passkey: state.passkey, problem };
    case "storing":
      return wantsAnotherPasskey(problem)
        ? { at: "asking", passkey: state.passkey, problem }
        : { at: "failed", problem };
    default:
      return { at: "failed", problem };
  }
}

function wantsAnotherPasskey({ code }: Problem): boolean {
  return (
    code === "attestation_untrusted" ||
    code === "authenticator_compromised" ||
    code === "authenticator_not_allowed" ||
    code === "authenticator_not_attested" ||
    code === "passkey_synced" ||
    code === "passkey_not_bound" ||
    code === "passkey_revoked" ||
    code === "assertion_invalid" ||
    code === "user_not_verified" ||
    code === "key_already_bound"
  );
}
