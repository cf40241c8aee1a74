import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Login } from "../../register/logins/login.ts";
import { checkActive, checkExtensionActive } from "../../register/machines/check-active.ts";
import type { Party } from "../../register/machines/party.ts";
import { isWaitedFor } from "./command-line-waits.ts";
import type { Current } from "./current-login.ts";
import { isMetBy, type Own } from "./own-login.ts";

/** A login that was met, with the active party that asked for it. */
export interface Met {
  readonly login: MetLogin;
  readonly party: Party;
}
export type MetLogin = Own<Login & { readonly state: "met" }>;

/**
 * Demands the login as that browser session met it, while its command line waits for it.
 *
 * @param now epoch milliseconds
 * @throws Refused `request_expired`, `request_withdrawn`, `request_settled`, `other_session`, `command_line_gone`, and the
 * code of anything that is no longer active (threat R16)
 */
export function demandMet({ login, party }: Current, browserSession: string, now: number): Met {
  if (login.state === "expired") refuse("request_expired", "request");
  if (login.state === "withdrawn") refuse("request_withdrawn", "request");
  if (login.state === "pending") refuse("other_session", "request");
  if (login.state !== "met") return refuse("request_settled", "request");
  if (!isMetBy(login, browserSession)) return refuse("other_session", "session");
  if (!isWaitedFor(login, now)) refuse("command_line_gone", "request");
  checkActive(party);
  checkExtensionActive(party, login.meeting.extension_jkt);
  return { login, party };
}
