import { refuse } from "@nearside/shared/chain/refusal.ts";
import { checkExtensionStanding, checkStanding } from "../directory/check-standing.ts";
import type { Current } from "./current-login.ts";
import type { Login } from "./login.ts";

export type MetLogin = Login & { readonly state: "met" };

/**
 * The login as that browser session met it.
 *
 * @throws Refused `request_expired`, `request_settled`, `other_session`, and whatever no longer stands (threat R16)
 */
export function demandMet({ login, party }: Current, browserSession: string): MetLogin {
  if (login.state === "expired") refuse("request_expired", "request");
  if (login.state === "pending") refuse("other_session", "request");
  if (login.state !== "met") refuse("request_settled", "request");
  if (login.meeting.browser_session !== browserSession) refuse("other_session", "session");
  checkStanding(party);
  checkExtensionStanding(party, login.meeting.extension_jkt);
  return login;
}
