import type { ConsoleProblem } from "../problem.ts";
import type { Session, SessionEvent, SessionState, SignedOutBecause } from "./session-state.ts";

/** The extension's refusals for a browser that cannot sign in at all, whatever the person does here. */
const NOT_ENROLLED: ReadonlySet<string> = new Set([
  "not_enrolled",
  "device_unknown",
  "device_revoked",
  "extension_not_listed",
  "extension_revoked",
  "bound_set_pending",
  "bound_set_revoked",
  "issuer_not_allowed",
]);

/** The server records the last use of a session at most once in this time. */
const SEEN_STEP_MILLISECONDS = 60_000;

type Refusal = { readonly type: "refused" };

/** Computes the session's next state. It is pure, and an event that does not belong to a state changes nothing. */
export function reduceSession(state: SessionState, event: SessionEvent | Refusal): SessionState {
  const { former } = state;
  switch (event.type) {
    case "opened":
      return state.at === "opening" || state.at === "entering"
        ? { at: "signed_in", session: event.session, problem: undefined, former: event.session }
        : state;
    case "sign_in":
      return canSignIn(state) ? { at: "meeting", as: undefined, former } : state;
    case "extension_absent":
      return state.at === "meeting" ? { at: "extension_missing", former } : state;
    case "to_choose":
      return state.at === "meeting" ? { at: "choosing", users: event.users, former } : state;
    case "choose":
      return state.at === "choosing" ? { at: "meeting", as: event.user, former } : state;
    case "met":
      return state.at === "meeting" ? { at: "touching", meeting: event.meeting, former } : state;
    case "asserted":
      return state.at === "touching"
        ? { at: "entering", meeting: state.meeting, assertion: event.assertion, former }
        : state;
    case "cancel":
      return state.at === "meeting" || state.at === "choosing" || state.at === "touching"
        ? signedOut(former, "never")
        : state;
    case "sign_out":
      return state.at === "signed_in" ? { at: "signing_out", session: state.session, former } : state;
    // Drafts end with the session of the person who leaves.
    case "signed_out":
      return signedOut(undefined, "by_person");
    case "look_again":
      return state.at === "signed_in" || state.at === "unopened" ? { at: "opening", former } : state;
    case "ended":
      return state.at === "signed_in" || state.at === "opening" || state.at === "entering"
        ? signedOut(former, whyEnded(former, event))
        : state;
    case "failed":
      return failed(state, event.problem);
    case "refused":
      return state;
  }
}

function failed(state: SessionState, problem: ConsoleProblem): SessionState {
  const { former } = state;
  switch (state.at) {
    case "opening":
      return { at: "unopened", problem, former };
    case "meeting":
    case "touching":
    case "entering":
      return NOT_ENROLLED.has(problem.refusal ?? problem.code)
        ? { at: "not_enrolled", problem, former }
        : { at: "signed_out", because: "never", problem, former };
    case "signing_out":
      return { at: "signed_in", session: state.session, problem, former };
    default:
      return state;
  }
}

const canSignIn = ({ at }: SessionState): boolean =>
  at === "signed_out" || at === "extension_missing" || at === "not_enrolled";

const signedOut = (former: Session | undefined, because: SignedOutBecause): SessionState => ({
  at: "signed_out",
  because,
  problem: undefined,
  former,
});

function whyEnded(
  session: Session | undefined,
  { now, lastAnsweredAt }: { readonly now: number; readonly lastAnsweredAt: number },
): SignedOutBecause {
  if (session === undefined) return "never";
  if (now >= session.endsAt) return "expired";
  return now - lastAnsweredAt >= session.idleFor - SEEN_STEP_MILLISECONDS ? "idle" : "ended";
}
