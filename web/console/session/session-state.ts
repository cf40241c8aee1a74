import type { SessionAnswer } from "@nearside/shared/api/console/session.ts";
import type { User } from "@nearside/shared/claims.ts";
import type { AssertionJson, RequestOptions } from "@nearside/shared/passkey/webauthn.ts";
import type { ConsoleProblem } from "../problem.ts";
import type { SessionKey } from "../wire/session-key.ts";

/** A session, by this browser's clock. Times are milliseconds since the epoch. */
export interface Session {
  readonly user: SessionAnswer["user"];
  readonly machine: SessionAnswer["machine"];
  readonly signedInAt: number;
  readonly endsAt: number;
  /** Milliseconds without a request after which the session ends. */
  readonly idleFor: number;
}

/** The extension's signed statement, and the person that it names, while a passkey is awaited. */
export interface Meeting {
  readonly signIn: string;
  readonly key: SessionKey;
  readonly user: { readonly name: string; readonly display_name: string };
  readonly options: RequestOptions;
}

/** The reason why no person is signed in. */
export type SignedOutBecause = "never" | "by_person" | "idle" | "expired" | "ended";

/**
 * `former` is the session whose pages wait behind the sign-in. They come back as they were, with what was typed in
 * them, when the same person signs in again.
 */
export type SessionState = { readonly former: Session | undefined } & (
  | { readonly at: "opening" }
  | { readonly at: "unopened"; readonly problem: ConsoleProblem }
  | { readonly at: "signed_out"; readonly because: SignedOutBecause; readonly problem: ConsoleProblem | undefined }
  | { readonly at: "extension_missing" }
  | { readonly at: "not_enrolled"; readonly problem: ConsoleProblem }
  /** `as` is the user id that the person chose, if this browser is enrolled for several people. */
  | { readonly at: "meeting"; readonly as: string | undefined }
  | { readonly at: "choosing"; readonly users: readonly User[] }
  | { readonly at: "touching"; readonly meeting: Meeting }
  | { readonly at: "entering"; readonly meeting: Meeting; readonly assertion: AssertionJson }
  | { readonly at: "signed_in"; readonly session: Session; readonly problem: ConsoleProblem | undefined }
  | { readonly at: "signing_out"; readonly session: Session }
);

export type SessionEvent =
  /** The server says that there is a session. */
  | { readonly type: "opened"; readonly session: Session }
  | { readonly type: "sign_in" }
  | { readonly type: "extension_absent" }
  | { readonly type: "to_choose"; readonly users: readonly User[] }
  | { readonly type: "choose"; readonly user: string }
  | { readonly type: "met"; readonly meeting: Meeting }
  | { readonly type: "asserted"; readonly assertion: AssertionJson }
  | { readonly type: "cancel" }
  | { readonly type: "sign_out" }
  | { readonly type: "signed_out" }
  /** The session may be over, or another person's by now, so the server is asked. */
  | { readonly type: "look_again" }
  /** The server says that there is no session. `now` is by this browser's clock. */
  | { readonly type: "ended"; readonly now: number; readonly lastAnsweredAt: number }
  | { readonly type: "failed"; readonly problem: ConsoleProblem };
