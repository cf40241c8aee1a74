import type { MeetingLink, Trusted } from "@nearside/shared/chain/chain.ts";
import type { Login } from "../../../register/logins/login.ts";
import type { StoredNonce } from "../../../register/logins/nonce-store.ts";
import type { Party } from "../../../register/people/party.ts";

/** The state against which a meeting is judged, as read just before: the write that records the verdict is conditional on it. */
export interface Standing {
  readonly login: Login;
  readonly party: Party;
  readonly nonce: StoredNonce;
  /** SHA-256 of the requesting browser's cookie. */
  readonly browserSession: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export type VerdictCheck = (chain: MeetingLink, known: Trusted, standing: Standing) => Promise<void> | void;
