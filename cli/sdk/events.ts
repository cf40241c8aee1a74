import type { Rule } from "./rule.ts";

/** One fact of how this machine is protected, as it sees itself. */
export interface ProtectionFact {
  readonly name: "disk_encryption" | "screen_lock" | "updates" | "firewall";
  /** Such as `off`, or `unknown`. */
  readonly value: string;
  /** Seconds since it was looked at. */
  readonly age: number;
  /** The program or the setting that told it. */
  readonly source: string;
  /** A sentence that says what the person can do. */
  readonly cure: string;
}

/**
 * News of what happens. Each has a `message`: one line that can be shown as it is, so that `onEvent: ({ message }) =>
 * console.error(message)` says all that a person must know. Spans of time are seconds.
 */
export type NearsideEvent =
  /**
   * The program left it open for whom and with which server the login is, and a `.nearside.json`, which may be
   * another person's, decides it.
   */
  | { readonly type: "folder_chose"; readonly message: string }
  | {
      /**
       * A person must approve the login, in a browser of this machine, at `url`. This is told whether or not a browser is
       * opened.
       */
      readonly type: "approval_needed";
      readonly url: string;
      readonly expiresIn: number;
      readonly message: string;
    }
  | { readonly type: "browser_opened"; readonly by: string; readonly message: string }
  | {
      readonly type: "browser_not_opened";
      /** `over_ssh`: it would open where no person sits. `opener_failed`: the program's own `openBrowser` failed. */
      readonly because: "over_ssh" | "no_display" | "no_opener" | "opener_failed";
      readonly message: string;
    }
  | {
      /** A process that may not meet this login tried to, and was turned away. The login continues. */
      readonly type: "peer_refused";
      readonly code: "peer_other_account" | "peer_forwarded";
      readonly message: string;
    }
  | {
      /**
       * Rules look at how this machine is protected, and something is not in order. The machine reports that, and it is not verified.
       * The login continues, and the person can fix it before a rule refuses.
       */
      readonly type: "protection";
      readonly facts: readonly ProtectionFact[];
      readonly message: string;
    }
  | {
      /** A rule of the organisation wants the person to type something in the browser before they can approve. */
      readonly type: "wanted";
      readonly what: "justification" | "ticket";
      readonly rules: readonly Rule[];
      readonly message: string;
    }
  | {
      /**
       * The person has approved the login, and a rule wants further people to approve it too. It is told again whenever that
       * changes. The login continues by itself once enough of them have; ending the program's own signal withdraws it.
       */
      readonly type: "second_person";
      /** Names of the people who are asked, up to sixteen, and how many there are in all. */
      readonly asked: readonly string[];
      readonly askedTotal: number;
      readonly quorum: number;
      readonly have: number;
      /** People whom the rule names too and who do not count yet: `message` says from when they do. */
      readonly newcomers: readonly string[];
      readonly expiresIn: number;
      readonly message: string;
    }
  | {
      /** One of those who are asked has a question. The answer is signed by the key of this login, and shown to them. */
      readonly type: "question";
      readonly from: string;
      readonly question: string;
      /** Undefined where the login's key is elsewhere: then nobody can answer here. @param text up to 300 characters */
      readonly answer: ((text: string) => Promise<void>) | undefined;
      readonly message: string;
    }
  | {
      readonly type: "signed_in";
      readonly issuer: string;
      readonly user: string;
      readonly scope: string;
      /** The life of the access token, which is renewed by itself. */
      readonly expiresIn: number;
      /** The login's id, which the page that approved it and the server's log name too. */
      readonly login: string;
      readonly message: string;
    }
  /**
   * The person is signed out on this machine, but the server could not be told, and keeps the login until it ends by
   * itself.
   */
  | { readonly type: "not_revoked"; readonly message: string }
  /**
   * The API takes tokens of other login servers than the one that this program signed in to. The program got the API's
   * answer.
   */
  | { readonly type: "other_issuer"; readonly message: string }
  | { readonly type: "renewing"; readonly message: string }
  | {
      /** An API asks for more than the token allows, so a new login begins (RFC 9470, RFC 6750 §3.1). */
      readonly type: "step_up";
      readonly scope: string | undefined;
      readonly acrValues: readonly string[] | undefined;
      readonly maxAge: number | undefined;
      readonly message: string;
    }
  /** The keyring has not answered for a second: it may be asking the person to unlock it. */
  | { readonly type: "waiting_for_keyring"; readonly message: string };
