import type { Meeting } from "@nearside/shared/api/login-requests.ts";
import type { AssertionJson } from "@nearside/shared/api/webauthn.ts";
import type { Problem } from "../problem.ts";
import type { Login, Question } from "./login.ts";

/** Where the approval page stands. In each of the first group exactly one thing is under way (see effects.ts). */
export type ApprovalState =
  | { readonly at: "opening" }
  | { readonly at: "meeting"; readonly login: Login; readonly nonce: string }
  | { readonly at: "proving"; readonly login: Login; readonly meeting: Meeting }
  | { readonly at: "questioning"; readonly login: Login }
  | { readonly at: "showing"; readonly login: Login; readonly question: Question }
  | { readonly at: "authenticating"; readonly login: Login; readonly question: Question }
  | {
      readonly at: "approving";
      readonly login: Login;
      readonly question: Question;
      readonly assertion: AssertionJson;
    }
  | { readonly at: "signing_denial"; readonly login: Login; readonly question: Question; readonly alert: boolean }
  | {
      readonly at: "denying";
      readonly login: Login;
      readonly question: Question;
      readonly alert: boolean;
      readonly denial: string;
    }
  // the person is asked
  | { readonly at: "asking"; readonly login: Login; readonly question: Question; readonly problem: Problem | undefined }
  // the person has to do something elsewhere first
  | { readonly at: "extension_missing"; readonly login: Login }
  | { readonly at: "not_enrolled"; readonly login: Login }
  | { readonly at: "unreachable"; readonly login: Login; readonly problem: Problem }
  | { readonly at: "other_window" }
  | { readonly at: "failed"; readonly problem: Problem }
  // it has ended
  | { readonly at: "started_elsewhere" }
  | { readonly at: "approved"; readonly login: Login; readonly requestId: string; readonly client: string }
  | { readonly at: "denied"; readonly login: Login; readonly alert: boolean }
  | { readonly at: "expired"; readonly login: Login | undefined }
  | { readonly at: "settled"; readonly how: "approved" | "denied" | "refused" | "unknown" }
  | { readonly at: "unknown_login" };

export type ApprovalEvent =
  // what the server, the extension and the authenticator did
  | { readonly type: "opened"; readonly login: Login; readonly nonce: string }
  | { readonly type: "ended"; readonly how: "approved" | "redeemed" | "denied" | "expired" | "refused" }
  | { readonly type: "extension_absent" }
  | { readonly type: "met"; readonly meeting: Meeting }
  | { readonly type: "proved" }
  | { readonly type: "questioned"; readonly question: Question }
  | { readonly type: "shown" }
  | { readonly type: "asserted"; readonly assertion: AssertionJson }
  | { readonly type: "approved"; readonly requestId: string }
  | { readonly type: "denial_signed"; readonly denial: string }
  | { readonly type: "denied" }
  | { readonly type: "refused"; readonly problem: Problem }
  // what the person did
  | { readonly type: "approve_pressed" }
  | { readonly type: "deny_pressed"; readonly alert: boolean }
  | { readonly type: "cancel_pressed" }
  | { readonly type: "retry_pressed" }
  // what happened to the page
  | { readonly type: "extension_ready" }
  | { readonly type: "time_up" };
