import type { approvalsApi } from "@nearside/shared/api/console/approvals.ts";
import type { OutputOf } from "@nearside/shared/api/entry.ts";
import type { ReviewedAnswer, ReviewWish } from "@nearside/shared/api/page-messages.ts";
import type { AssertionJson } from "@nearside/shared/passkey/webauthn.ts";
import type { ConsoleProblem } from "../problem.ts";

/** The statements that the server signed, and their base. */
export type Material = OutputOf<typeof approvalsApi.decision>;

type Signed = NonNullable<ReviewedAnswer>;
type Approving = Extract<Signed, { did: "approve" }>;

/** The states of a second person's answer to one request (protocol §11). In each but the last two an effect is under way. */
export type AnswerState =
  /** The server signs whom it asks about what. */
  | { readonly at: "preparing"; readonly wish: ReviewWish }
  /** The extension verifies it, and opens its own window. */
  | { readonly at: "verifying"; readonly wish: ReviewWish; readonly material: Material }
  /** The person reads what was signed, and answers there. */
  | { readonly at: "reading"; readonly material: Material }
  | { readonly at: "touching"; readonly material: Material; readonly signed: Approving }
  | {
      readonly at: "sending";
      readonly material: Material;
      readonly signed: Signed;
      readonly assertion: AssertionJson | null;
    }
  | {
      readonly at: "idle";
      readonly problem: ConsoleProblem | undefined;
      /** The extension has signed this already: another touch is enough. */
      readonly reviewed: { readonly material: Material; readonly signed: Approving } | undefined;
    }
  | { readonly at: "done"; readonly did: Signed["did"] };

export type AnswerEvent =
  | { readonly type: "press"; readonly wish: ReviewWish }
  | { readonly type: "touch_again" }
  | { readonly type: "stop" }
  | { readonly type: "prepared"; readonly material: Material }
  | { readonly type: "window_opened" }
  | { readonly type: "answered"; readonly signed: ReviewedAnswer }
  | { readonly type: "asserted"; readonly assertion: AssertionJson }
  | { readonly type: "sent" }
  | { readonly type: "failed"; readonly problem: ConsoleProblem };

export const UNANSWERED: AnswerState = { at: "idle", problem: undefined, reviewed: undefined };
