import type { Standing } from "@nearside/shared/api/login-requests.ts";
import type { Login, TouchQuestion } from "../data/login.ts";
import type { Problem } from "../problem.ts";
import type { ApprovalEvent, ApprovalState, DeniableState, WaitingState } from "./state.ts";

/** Computes the page's next state. It is pure, and an event that does not belong to the state leaves it as it is. */
export function reduceApproval(state: ApprovalState, event: ApprovalEvent): ApprovalState {
  if (event.type === "refused") return afterRefusal(state, event.problem);
  if (event.type === "time_up") return canStillBeDecided(state) ? { at: "expired", login: loginOf(state) } : state;
  if (event.type === "followed") return afterStanding(state, event.standing);
  if (event.type === "retry_pressed") return mayStartAgain(state) ? { at: "opening" } : state;
  switch (state.at) {
    case "opening":
      if (event.type === "opened") return { at: "meeting", login: event.login, nonce: event.nonce };
      if (event.type === "ended") return afterEnd(event.how, event.reason);
      if (event.type === "waits") return { at: "waiting_elsewhere", second: event.second };
      if (event.type === "withdrawn") return { at: "withdrawn", login: undefined, reason: event.reason };
      return state;
    case "meeting":
      if (event.type === "extension_absent") return { at: "extension_missing", login: state.login };
      if (event.type === "met") return { at: "proving", login: state.login, meeting: event.meeting };
      return state;
    case "proving":
      // There is no decision yet, and the server says why when it is asked for one.
      if (event.type === "proved") return { at: "questioning", login: state.login };
      return reduceQuestion(state, event);
    case "questioning":
    case "handing_in":
      return reduceQuestion(state, event);
    case "showing": {
      if (event.type !== "shown") return state;
      const { login, question } = state;
      return "restsOn" in question
        ? { at: "reusing", login, question }
        : { at: "asking", login, question, problem: undefined };
    }
    case "typing":
      if (event.type === "typed") {
        return { at: "handing_in", login: state.login, from: state, typed: { ...state.wish.typed, ...event.typed } };
      }
      if (event.type === "say_why_pressed")
        return { at: "saying_why", login: state.login, from: state, problem: undefined };
      return event.type === "deny_pressed" ? denialOf(state, event) : state;
    case "asking": {
      const { login, question } = state;
      if (event.type === "approve_pressed") return { at: "authenticating", login, question };
      if (event.type === "say_why_pressed") return { at: "saying_why", login, from: state, problem: undefined };
      return event.type === "deny_pressed" ? denialOf(state, event) : state;
    }
    case "saying_why":
      if (event.type === "cancel_pressed") return state.from;
      return event.type === "deny_pressed" ? denialOf(state, event) : state;
    case "authenticating": {
      const { login, question } = state;
      if (event.type === "cancel_pressed") return { at: "asking", login, question, problem: undefined };
      if (event.type !== "asserted") return state;
      const { assertion } = event;
      return question.touch.key === null
        ? { at: "approving", login, question, touches: { assertion, securityKey: null } }
        : { at: "touching_key", login, question, assertion };
    }
    case "touching_key": {
      const { login, question, assertion } = state;
      if (event.type === "cancel_pressed") return { at: "asking", login, question, problem: undefined };
      if (event.type !== "asserted") return state;
      return { at: "approving", login, question, touches: { assertion, securityKey: event.assertion } };
    }
    case "approving":
      return event.type === "approved" ? afterApproval(state, event) : state;
    case "waiting":
      return event.type === "deny_pressed" ? denialOf(state, event) : state;
    case "reusing":
      if (event.type === "approved") return { ...state, at: "reused", requestId: event.requestId };
      return event.type === "deny_pressed" ? denialOf(state, event) : state;
    case "signing_denial": {
      if (event.type !== "denial_signed") return state;
      const { login, from, alert } = state;
      return { at: "denying", login, from, alert, denial: event.denial };
    }
    case "denying":
      return event.type === "denied" ? { at: "denied", login: state.login, alert: state.alert } : state;
    case "extension_missing":
    case "not_enrolled":
    case "unreachable":
    case "unmet":
      // The person's click on the icon brings the bridge, or the permission that was missing.
      return event.type === "extension_ready" ? { at: "opening" } : state;
    case "gone":
    case "other_window":
    case "failed":
    case "started_elsewhere":
    case "approved":
    case "reused":
    case "ruled_out":
    case "denied":
    case "expired":
    case "waiting_elsewhere":
    case "withdrawn":
    case "settled":
    case "unknown_login":
      return state;
  }
}

function afterApproval(
  { login, question }: ApprovalState & { readonly at: "approving" },
  { requestId, second }: Extract<ApprovalEvent, { type: "approved" }>,
): ApprovalState {
  const client = question.facts.client.name;
  const approved = { at: "approved", login, requestId, client, ...programIn(question) } as const;
  return second === undefined ? approved : { at: "waiting", login, second, approved, problem: undefined };
}

type QuestioningState = ApprovalState & { readonly at: "proving" | "questioning" | "handing_in" };

/** Computes what follows once the server has said what is to be decided, or has to be typed first. */
function reduceQuestion(state: QuestioningState, event: ApprovalEvent): ApprovalState {
  const { login } = state;
  if (event.type === "wanted") return { at: "typing", login, wish: event.wish, problem: undefined };
  if (event.type !== "questioned") return state;
  return { at: "showing", login, question: event.question, from: "from" in state ? state.from : undefined };
}

/**
 * Gives what this page believes of the command line, in the states that depend on it; undefined where the page need not
 * follow it.
 */
export function believedStandingOf(
  state: ApprovalState,
): "waited_for" | "command_line_gone" | "approved" | "waiting" | undefined {
  switch (state.at) {
    case "waiting":
      return "waiting";
    case "typing":
    case "asking":
    case "saying_why":
    case "authenticating":
    case "touching_key":
    case "unreachable":
    case "unmet":
      return "waited_for";
    case "gone":
      return state.over ? undefined : "command_line_gone";
    case "approved":
    case "reused":
      return "approved";
    default:
      return undefined;
  }
}

function afterWaiting(state: WaitingState, standing: Standing): ApprovalState {
  if (standing.state === "waiting") {
    const { second = state.second } = standing;
    return second.version === state.second.version ? state : { ...state, second };
  }
  const isApproved = standing.state === "approved" || standing.state === "redeemed";
  return isApproved ? state.approved : afterStanding(state.approved, standing);
}

function afterStanding(state: ApprovalState, standing: Standing): ApprovalState {
  if (state.at === "waiting") return afterWaiting(state, standing);
  const believed = believedStandingOf(state);
  const login = loginOf(state);
  if (believed === undefined || believed === standing.state || login === undefined) return state;
  const isApproved = believed === "approved" || (state.at === "gone" && state.approved);
  switch (standing.state) {
    case "waited_for":
      return believed === "command_line_gone" ? { at: "opening" } : state; // Meeting again loses nothing.
    case "command_line_gone":
      return { at: "gone", login, approved: isApproved, over: false };
    case "withdrawn":
      // After an approval that led to nothing, the person wants to know first that nothing was issued.
      return isApproved
        ? { at: "gone", login, approved: true, over: true }
        : { at: "withdrawn", login, reason: standing.reason };
    case "redeemed":
      return believed === "approved" ? state : afterEnd("redeemed"); // The page shows already what has come true.
    case "waiting":
      return { at: "waiting_elsewhere", second: standing.second };
    default:
      return afterEnd(standing.state, "reason" in standing ? standing.reason : undefined);
  }
}

const denialOf = (
  from: DeniableState,
  { alert, reason }: Extract<ApprovalEvent, { type: "deny_pressed" }>,
): ApprovalState => ({ at: "signing_denial", login: from.login, from, alert, ...(reason !== undefined && { reason }) });

/** Gives the login of a state in which it has not ended, so that its time can still run out. */
export function openLoginOf(state: ApprovalState): Login | undefined {
  return canStillBeDecided(state) ? loginOf(state) : undefined;
}

const loginOf = (state: ApprovalState): Login | undefined => ("login" in state ? state.login : undefined);

/**
 * Tells whether the page may begin again with a fresh nonce (protocol §4.3). That loses nothing unless the person has
 * already answered.
 */
function mayStartAgain(state: ApprovalState): boolean {
  switch (state.at) {
    case "opening":
    case "meeting":
    case "proving":
    case "questioning":
    case "showing":
    case "extension_missing":
    case "not_enrolled":
    case "unreachable":
    case "unmet":
    case "gone":
    case "other_window":
    case "failed":
      return true;
    default:
      return false;
  }
}

/**
 * Tells whether the login's time can still run out here. Once a proof is on its way to the server, the server alone
 * says whether it came in time (protocol §2).
 */
function canStillBeDecided(state: ApprovalState): boolean {
  switch (state.at) {
    case "meeting":
    case "proving":
    case "questioning":
    case "handing_in":
    case "showing":
    case "typing":
    case "asking":
    case "saying_why":
    case "authenticating":
    case "touching_key":
    case "extension_missing":
    case "not_enrolled":
    case "unreachable":
    case "unmet":
      return true;
    case "gone":
      return !state.approved;
    default:
      return false;
  }
}

function afterEnd(
  how: "approved" | "redeemed" | "denied" | "expired" | "refused",
  reason?: string | undefined,
): ApprovalState {
  if (how === "expired") return { at: "expired", login: undefined };
  return { at: "settled", how: how === "redeemed" ? "approved" : how, ...(reason !== undefined && { reason }) };
}

function hasEnded(state: ApprovalState): boolean {
  switch (state.at) {
    case "started_elsewhere":
    case "approved":
    case "reused":
    case "ruled_out":
    case "denied":
    case "expired":
    case "withdrawn":
    case "settled":
    case "unknown_login":
      return true;
    default:
      return false;
  }
}

function afterRefusal(state: ApprovalState, problem: Problem): ApprovalState {
  if (hasEnded(state)) return state;
  // These codes say where the login is, in whichever state they arrive.
  switch (problem.code) {
    case "request_unknown":
      return { at: "unknown_login" };
    case "request_expired":
      return { at: "expired", login: loginOf(state) };
    case "request_settled":
      // The approval without a touch was there before the person's denial.
      return { at: "settled", how: state.at === "denying" && state.from.at === "reusing" ? "too_late" : "unknown" };
    case "other_session":
      return { at: "other_window" };
    case "request_withdrawn":
      return { at: "opening" }; // The server says why when it is asked again.
    case "command_line_gone": {
      const login = loginOf(state);
      return login === undefined ? { at: "opening" } : { at: "gone", login, approved: false, over: false };
    }
    case "co_approver_missing":
    case "rule_denied":
    case "rules_failed":
      return { at: "ruled_out", login: loginOf(state), problem };
  }
  switch (state.at) {
    case "meeting":
      switch (problem.code) {
        case "started_elsewhere":
          return { at: "started_elsewhere" };
        case "not_enrolled":
          return { at: "not_enrolled", login: state.login };
        case "unreachable":
        case "permission_missing":
          return { at: "unreachable", login: state.login, problem };
        default:
          return { at: "failed", problem };
      }
    // The decision is still valid: the person may try another passkey, or deny.
    case "authenticating":
    case "touching_key":
      return { at: "asking", login: state.login, question: state.question, problem };
    case "approving":
      return retriesWithAnotherTouch(problem)
        ? { at: "asking", login: state.login, question: state.question, problem }
        : { at: "failed", problem };
    case "signing_denial":
      // The page does not approve without a touch what the person has just denied.
      return state.from.at === "reusing" ? { at: "failed", problem } : { ...state.from, problem };
    case "questioning":
      return problem.code === "rule_unmet" ? { at: "unmet", login: state.login, problem } : { at: "failed", problem };
    case "handing_in":
      if (problem.code === "rule_unmet") return { at: "unmet", login: state.login, problem };
      // The rules changed while the person typed, so ask again what they want.
      if (problem.code === "typed_unasked") return { at: "questioning", login: state.login };
      // A server that did not answer must not lose what was typed.
      return { ...state.from, wish: { ...state.from.wish, typed: state.typed }, problem };
    case "opening":
    case "proving":
    case "showing":
    case "denying":
    case "reusing":
      return { at: "failed", problem };
    default:
      return state;
  }
}

/** Tells whether the server refused the passkey and not the decision. */
function retriesWithAnotherTouch({ code }: Problem): boolean {
  return (
    code === "passkey_not_bound" ||
    code === "passkey_revoked" ||
    code === "passkey_synced" ||
    code === "rule_unmet" ||
    code === "security_key_missing" ||
    code === "assertion_invalid" ||
    code === "user_not_verified"
  );
}

const programIn = ({ facts: { redirect } }: TouchQuestion) =>
  redirect === undefined ? {} : { program: redirect.authorization };
