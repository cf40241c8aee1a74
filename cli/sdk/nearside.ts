import type { CallOptions, NearsideOptions, SignInOptions } from "./options.ts";
import type { Session } from "./session.ts";

/** One program on this machine, at one login server. */
export interface Nearside {
  /** The login server, an origin. */
  readonly issuer: string;
  /** The person that this machine is enrolled for: the server's id of them, and their name there. */
  readonly user: { readonly id: string; readonly name: string };
  /** The name by which the login server knows this program. */
  readonly clientId: string;

  /**
   * Gives the kept login if one fits, renewed if needed; else a new one, which the person approves with a passkey in the
   * browser of this machine. Sign-ins at the same time wait for each other.
   *
   * @throws NearsideError `denied`, `request_expired`, `interrupted`, `scope_refused`, `keyring_unavailable`, …
   */
  signIn(options?: SignInOptions): Promise<Session>;

  /**
   * Ends all logins of this program for this person: at the login server (RFC 7009), then here, with the keys that their
   * tokens are bound to. If the server can't be told, the event `not_revoked` says so. The machine stays enrolled.
   *
   * @returns true if there was a login
   * @throws NearsideError `storage_failed`, `credential_busy`
   */
  signOut(options?: CallOptions): Promise<boolean>;
}

export interface NearsideEntry {
  /**
   * Looks for this machine's enrolment, which a person makes once by `nearside enroll <issuer>`. It asks no server.
   *
   * @throws NearsideError `machine_not_enrolled`, `several_enrolments`, `usage`, `storage_failed`
   */
  open(options: NearsideOptions): Promise<Nearside>;
}
