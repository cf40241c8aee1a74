import type { MeetingLink, Trusted } from "@nearside/shared/chain/chain.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import type { ServerSecrets } from "../../../platform/keys/server-secrets.ts";
import type { Login } from "../../../register/logins/login.ts";
import { checkOwnNonce } from "../../../register/logins/meeting-nonce.ts";
import { checkActive, checkExtensionActive } from "../../../register/machines/check-active.ts";
import type { PartyInAnyState } from "../../../register/machines/party.ts";

// The checks of a verdict that judge the state of this server, in the order of protocol §4.4. The others are of the chain.

/** The state against which a meeting is judged, as read just before: the write that records the verdict is conditional on it. */
export interface PresentState {
  readonly login: Login;
  readonly party: PartyInAnyState;
  readonly secrets: ServerSecrets;
  /** SHA-256 of the requesting browser's cookie. */
  readonly browserSession: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

export type VerdictCheck = (chain: MeetingLink, trusted: Trusted, standing: PresentState) => Promise<void> | void;

/** The login is `pending` or `met` (protocol §4.4). */
export const checkRequestOpen: VerdictCheck = (_chain, _trusted, { login }) => {
  if (login.state === "expired") refuse("request_expired", "request");
  if (login.state === "withdrawn") refuse("request_withdrawn", "request");
  if (login.state !== "pending" && login.state !== "met") refuse("request_settled", "request");
};

/** The request's time is not over (protocol §4.4). */
export const checkRequestUnexpired: VerdictCheck = (_chain, _trusted, { login, now }) => {
  if (now >= login.expiresAt) refuse("request_expired", "request.exp");
};

/** The nonce was given to this browser session for this login, is unused and in time (protocol §4.3, §4.4). */
export const checkNonceSession: VerdictCheck = ({ nonce }, _trusted, { secrets, login, browserSession, now }) =>
  checkOwnNonce(secrets, nonce, login, browserSession, now);

/** The extension key was not revoked since the request listed it (protocol §4.4). */
export const checkExtensionLive: VerdictCheck = async ({ hello }, _trusted, { party }) =>
  checkExtensionActive(party, await thumbprintOf(hello.header.jwk));

/** The bound set is confirmed and not revoked, its user active (protocol §4.4). */
export const checkPartyStanding: VerdictCheck = (_chain, _trusted, { party }) => checkActive(party);
