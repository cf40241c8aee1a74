import type { EnrolmentEnd } from "@nearside/shared/api/enrolment-end.ts";
import type { EnrolmentLocalityAnswer, EnrolmentStateName } from "@nearside/shared/api/enrolments.ts";
import type { Meeting } from "@nearside/shared/api/login-requests.ts";
import type { AssertionJson, RegistrationJson } from "@nearside/shared/passkey/webauthn.ts";
import type { Problem } from "../problem.ts";

/** The passkey that was made, or for a further browser the one that was used (protocol §3.3, §3.7). */
export type PasskeyAnswer =
  | { readonly passkey: "create"; readonly response: RegistrationJson }
  | { readonly passkey: "get"; readonly response: AssertionJson };

/** The server's states before there is a passkey. In `met` while this page waits, it was loaded again after meeting. */
type Open = "waiting" | "met";

/**
 * The states of the enrolment page. The page never knows the six words, which only the terminal and the extension's
 * window show.
 */
export type EnrolmentPageState =
  // In these states something is under way.
  | { readonly at: "opening" }
  /**
   * `clicked` means that the person's click on the icon led here; otherwise the bridge was there before, and may need a
   * click.
   */
  | { readonly at: "opening_window"; readonly request: string; readonly clicked: boolean }
  | { readonly at: "reopening"; readonly request: string }
  | { readonly at: "meeting"; readonly request: string; readonly nonce: string }
  | { readonly at: "proving"; readonly meeting: Meeting }
  | { readonly at: "authenticating"; readonly passkey: EnrolmentLocalityAnswer }
  | { readonly at: "storing"; readonly passkey: EnrolmentLocalityAnswer; readonly answer: PasskeyAnswer }
  // In these states the person is to act, and the page follows what the server knows meanwhile.
  | { readonly at: "waiting"; readonly request: string; readonly server: Open; readonly cancelled: boolean }
  | { readonly at: "icon_missing"; readonly request: string; readonly server: Open }
  | { readonly at: "confirming"; readonly request: string; readonly server: Open }
  | { readonly at: "asking"; readonly passkey: EnrolmentLocalityAnswer; readonly problem: Problem | undefined }
  | { readonly at: "comparing" }
  | { readonly at: "pending" }
  | { readonly at: "other_window" }
  | { readonly at: "failed"; readonly problem: Problem }
  // In these states the enrolment has ended for this page.
  | { readonly at: "active" }
  /** `end` is the reason, if the server told one. */
  | { readonly at: "refused"; readonly end?: EnrolmentEnd }
  | { readonly at: "expired" }
  | { readonly at: "unknown_enrolment" };

export type EnrolmentEvent =
  | { readonly type: "opened"; readonly request: string; readonly nonce: string; readonly bridge: boolean }
  /** The server reports another state than the page took the enrolment to be in. */
  | { readonly type: "moved"; readonly to: EnrolmentStateName; readonly end?: EnrolmentEnd }
  | { readonly type: "window_opened" }
  | { readonly type: "met"; readonly meeting: Meeting }
  | { readonly type: "proved"; readonly passkey: EnrolmentLocalityAnswer }
  | { readonly type: "answered"; readonly answer: PasskeyAnswer }
  | { readonly type: "stored"; readonly to: EnrolmentStateName }
  | { readonly type: "refused"; readonly problem: Problem }
  // These come from the person, here and in the extension's own window.
  | { readonly type: "passkey_pressed" }
  | { readonly type: "cancel_pressed" }
  | { readonly type: "icon_missing_pressed" }
  | { readonly type: "back_pressed" }
  | { readonly type: "retry_pressed" }
  | { readonly type: "extension_ready" }
  | { readonly type: "enrolment_confirmed" }
  | { readonly type: "enrolment_cancelled" };
