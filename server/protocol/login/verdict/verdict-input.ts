import type { MeetingLink, Trusted } from "@nearside/shared/chain/chain.ts";
import type { Login } from "../../../register/logins/login.ts";
import type { StoredNonce } from "../../../register/logins/nonce-store.ts";
import type { Party } from "../../../register/people/party.ts";

/** What a meeting is judged against, as read just before: the write that records the verdict is conditional on it. */
export interface Standing {
  readonly login: Login;
  readonly party: Party;
  readonly nonce: StoredNonce;
  /** SHA-256 of the cookie of whoever asks. */
  readonly browserSession: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export type VerdictCheck = (chain: MeetingLink, known: Trusted, standing: Standing) => Promise<void> | void;
