import type { DecisionBody, Meeting, Standing } from "@nearside/shared/api/login-requests.ts";
import type { SecondWait } from "@nearside/shared/api/second-wait.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import type { WithdrawalReason } from "@nearside/shared/statements/withdrawal.ts";
import type { Login, Question, ReuseQuestion, TouchQuestion, Wish } from "../data/login.ts";
import type { Touches } from "../data/login-requests.ts";
import type { Problem } from "../problem.ts";

/** The page asks the person for a decision. */
export interface AskingState {
  readonly at: "asking";
  readonly login: Login;
  readonly question: TouchQuestion;
  readonly problem: Problem | undefined;
}

/** The person has to type something that a rule wants. */
export interface TypingState {
  readonly at: "typing";
  readonly login: Login;
  readonly wish: Wish;
  readonly problem: Problem | undefined;
}

/** The person says why they deny it. */
interface SayingWhyState {
  readonly at: "saying_why";
  readonly login: Login;
  /** The person comes back to it if they deny nothing. */
  readonly from: AskingState | TypingState;
  readonly problem: Problem | undefined;
}

/** An earlier approval is enough, so the page hands it in without asking the person. */
export interface ReusingState {
  readonly at: "reusing";
  readonly login: Login;
  readonly question: ReuseQuestion;
}

/** The person approved it, and a rule wants further people, who are asked now (protocol §11). */
export interface WaitingState {
  readonly at: "waiting";
  readonly login: Login;
  readonly second: SecondWait;
  /** The page shows this once they have approved it. */
  readonly approved: ApprovedState;
  readonly problem: Problem | undefined;
}

export interface ApprovedState {
  readonly at: "approved";
  readonly login: Login;
  readonly requestId: string;
  readonly client: string;
  /** A program asked for this, if the login is for one that only knows a redirect. */
  readonly program?: string;
}

/** The person can deny it from here. */
export type DeniableState = AskingState | TypingState | SayingWhyState | ReusingState | WaitingState;

/** Every state of the approval page. In each of the first group exactly one effect is under way (see effects.ts). */
export type ApprovalState =
  | { readonly at: "opening" }
  | { readonly at: "meeting"; readonly login: Login; readonly nonce: string }
  | { readonly at: "proving"; readonly login: Login; readonly meeting: Meeting }
  | { readonly at: "questioning"; readonly login: Login }
  | { readonly at: "handing_in"; readonly login: Login; readonly from: TypingState; readonly typed: DecisionBody }
  | {
      readonly at: "showing";
      readonly login: Login;
      readonly question: Question;
      /** The form in which the person has just typed, which they still see; undefined if they typed nothing. */
      readonly from: TypingState | undefined;
    }
  | { readonly at: "authenticating"; readonly login: Login; readonly question: TouchQuestion }
  | {
      readonly at: "touching_key";
      readonly login: Login;
      readonly question: TouchQuestion;
      readonly assertion: AssertionJson;
    }
  | { readonly at: "approving"; readonly login: Login; readonly question: TouchQuestion; readonly touches: Touches }
  | ReusingState
  | {
      readonly at: "signing_denial";
      readonly login: Login;
      readonly from: DeniableState;
      readonly alert: boolean;
      readonly reason?: string | undefined;
    }
  | {
      readonly at: "denying";
      readonly login: Login;
      readonly from: DeniableState;
      readonly alert: boolean;
      readonly denial: string;
    }
  // In these states the person is asked.
  | AskingState
  | TypingState
  | SayingWhyState
  | WaitingState
  /** The page was opened again, or elsewhere, while the login waits for further people. Only the browser that met is told whom. */
  | { readonly at: "waiting_elsewhere"; readonly second: SecondWait | undefined }
  // In these states the person has to do something elsewhere first.
  | { readonly at: "extension_missing"; readonly login: Login }
  | { readonly at: "not_enrolled"; readonly login: Login }
  | { readonly at: "unreachable"; readonly login: Login; readonly problem: Problem }
  | { readonly at: "unmet"; readonly login: Login; readonly problem: Problem }
  /**
   * No command line waits in a terminal. `approved` means that the person had said yes by then, and `over` that the
   * command line can't come back.
   */
  | { readonly at: "gone"; readonly login: Login; readonly approved: boolean; readonly over: boolean }
  | { readonly at: "other_window" }
  | { readonly at: "failed"; readonly problem: Problem }
  // In these states the login has ended for this page.
  | { readonly at: "started_elsewhere" }
  | ApprovedState
  | {
      readonly at: "reused";
      readonly login: Login;
      readonly requestId: string;
      readonly question: ReuseQuestion;
    }
  | { readonly at: "ruled_out"; readonly login: Login | undefined; readonly problem: Problem }
  | { readonly at: "denied"; readonly login: Login; readonly alert: boolean }
  | { readonly at: "expired"; readonly login: Login | undefined }
  | { readonly at: "withdrawn"; readonly login: Login | undefined; readonly reason: WithdrawalReason }
  | {
      readonly at: "settled";
      readonly how: "approved" | "denied" | "refused" | "too_late" | "unknown";
      /** The code of the cause, where the server ended it and this page met it. */
      readonly reason?: string | undefined;
    }
  | { readonly at: "unknown_login" };

export type ApprovalEvent =
  // These come from the server, the extension and the authenticator.
  | { readonly type: "opened"; readonly login: Login; readonly nonce: string }
  | {
      readonly type: "ended";
      readonly how: "approved" | "redeemed" | "denied" | "expired" | "refused";
      readonly reason?: string | undefined;
    }
  | { readonly type: "withdrawn"; readonly reason: WithdrawalReason }
  | { readonly type: "followed"; readonly standing: Standing }
  | { readonly type: "extension_absent" }
  | { readonly type: "met"; readonly meeting: Meeting }
  | { readonly type: "proved" }
  | { readonly type: "wanted"; readonly wish: Wish }
  | { readonly type: "questioned"; readonly question: Question }
  | { readonly type: "shown" }
  | { readonly type: "asserted"; readonly assertion: AssertionJson }
  | { readonly type: "approved"; readonly requestId: string; readonly second?: SecondWait }
  | { readonly type: "waits"; readonly second: SecondWait | undefined }
  | { readonly type: "denial_signed"; readonly denial: string }
  | { readonly type: "denied" }
  | { readonly type: "refused"; readonly problem: Problem }
  // These come from the person.
  | { readonly type: "typed"; readonly typed: DecisionBody }
  | { readonly type: "approve_pressed" }
  | { readonly type: "deny_pressed"; readonly alert: boolean; readonly reason?: string | undefined }
  | { readonly type: "say_why_pressed" }
  | { readonly type: "cancel_pressed" }
  | { readonly type: "retry_pressed" }
  // These come from the page itself.
  | { readonly type: "extension_ready" }
  | { readonly type: "time_up" };
