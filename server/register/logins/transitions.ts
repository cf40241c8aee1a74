import type { Wanted } from "@nearside/shared/api/login-requests.ts";
import type { DecidingRule } from "@nearside/shared/rules/asking.ts";
import type { WithdrawalReason } from "@nearside/shared/statements/withdrawal.ts";
import type { Approval, Login, LoginState, Meeting, NotCounting, Second } from "./login.ts";

// The transitions of protocol §5 are pure functions: a login and an event give the login's next state, or undefined if the event can no
// longer happen to it. The actor is judged before; the store's conditional write makes it happen once.

type Next = LoginState | undefined;

/** `pending → met`; `met → met`: a newer meeting replaces the older one and voids its decision (protocol §4.4). */
export const meet = (login: Login, meeting: Meeting): Next =>
  login.state === "pending" || login.state === "met"
    ? { state: "met", meeting, decision: null, wanted: null }
    : undefined;

/** The server has signed a decision about this meeting; an earlier one is void. */
export const decide = (login: Login, decision: string): Next =>
  login.state === "met" ? { state: "met", meeting: login.meeting, decision, wanted: null } : undefined;

/** The person has to type something before there is anything to decide; an earlier decision is void. */
export const want = (login: Login, wanted: Wanted): Next =>
  login.state === "met" ? { state: "met", meeting: login.meeting, decision: null, wanted } : undefined;

/** `met → approved`, for the current decision only; `met → waiting` where other people have to approve as well. */
export function approve(login: Login, approval: Approval): Next {
  if (login.state !== "met" || login.decision !== approval.decision) return undefined;
  const { meeting } = login;
  const { second } = approval;
  return second === undefined
    ? { state: "approved", meeting, approval }
    : { state: "waiting", meeting, approval: { ...approval, second } };
}

/** `waiting → waiting`, as another person approves or asks, or is answered; `waiting → approved` once that is all who were asked for. */
export const goOnWith = (login: Login, second: Second, isEnough: boolean): Next =>
  login.state === "waiting"
    ? { state: isEnough ? "approved" : "waiting", meeting: login.meeting, approval: { ...login.approval, second } }
    : undefined;

/** `waiting → denied`, by another person who was asked. */
export const refuseAsSecond = (
  login: Login,
  reason: string,
  by: { readonly id: string; readonly name: string },
): Next => (login.state === "waiting" ? { state: "denied", alert: false, reason, by } : undefined);

/** `approved → redeemed`: one token for one approval. */
export const redeem = (login: Login): (LoginState & { readonly state: "redeemed" }) | undefined =>
  login.state === "approved" ? { state: "redeemed", meeting: login.meeting, approval: login.approval } : undefined;

/** A login in one of these states can still become a token: it can be met, decided, approved, by others as well, or redeemed. */
export const OPEN_LOGIN_STATES = [
  "pending",
  "met",
  "waiting",
  "approved",
] as const satisfies readonly LoginState["state"][];
/** A login in one of these states still waits to be met or decided. */
export const UNDECIDED_LOGIN_STATES = ["pending", "met"] as const satisfies readonly LoginState["state"][];
/** A login in one of these states was approved, whether its token was fetched or not. */
export const APPROVED_LOGIN_STATES = ["approved", "redeemed"] as const satisfies readonly LoginState["state"][];

/** A login in one of these states ended and gave no token. */
export const ENDED_LOGIN_STATES = [
  "denied",
  "expired",
  "refused",
  "withdrawn",
] as const satisfies readonly LoginState["state"][];

type OpenState = (typeof OPEN_LOGIN_STATES)[number];
type UndecidedState = (typeof UNDECIDED_LOGIN_STATES)[number];
type ApprovedState = (typeof APPROVED_LOGIN_STATES)[number];

export const isOpenState = (state: LoginState["state"]): state is OpenState =>
  OPEN_LOGIN_STATES.some((open) => open === state);

/** True while it can still become a token. */
export const isOpen = (login: Login): login is Login & { readonly state: OpenState } => isOpenState(login.state);

/** True while it still waits to be met or decided. */
export const isUndecided = (login: Login): login is Login & { readonly state: UndecidedState } =>
  UNDECIDED_LOGIN_STATES.some((undecided) => undecided === login.state);

export const isApproved = (login: Login): login is Login & { readonly state: ApprovedState } =>
  APPROVED_LOGIN_STATES.some((approved) => approved === login.state);

/** Its own command line ended it, or the session or container that it came from ended: the asking side alone decides when. */
export const isLeft = (login: Login): login is Login & { readonly state: "withdrawn" | "refused" } =>
  login.state === "withdrawn" || (login.state === "refused" && login.reason === "place_ended");

/** `pending, met, waiting, approved → denied`; with `alert` a login that its asking side left, too: nobody escapes a report by being quicker. */
export const deny = (login: Login, alert: boolean, reason?: string): Next =>
  isOpen(login) || (isLeft(login) && alert)
    ? { state: "denied", alert, ...(reason === undefined ? {} : { reason }) }
    : undefined;

/** `pending, met, waiting, approved → expired`, once its time has passed. */
export const expire = (login: Login, now: number): Next =>
  isOpen(login) && now >= login.expiresAt ? { state: "expired" } : undefined;

/** `pending, met, waiting, approved → refused`: only by a revocation, of a key of the server too, or by a rule. */
export const toRefused = (
  login: Login,
  reason: string,
  rules: readonly DecidingRule[] = [],
  newcomers: readonly NotCounting[] = [],
): Next =>
  isOpen(login) ? { state: "refused", reason, rules, ...(newcomers.length === 0 ? {} : { newcomers }) } : undefined;

/** `pending, met, waiting, approved → withdrawn`, by its own command line. */
export const withdraw = (login: Login, reason: WithdrawalReason): Next =>
  isOpen(login) ? { state: "withdrawn", reason } : undefined;
