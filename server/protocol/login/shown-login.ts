import type { SecondWait } from "@nearside/shared/api/second-wait.ts";
import type { WithdrawalReason } from "@nearside/shared/statements/withdrawal.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { Login } from "../../register/logins/login.ts";
import { isMetBy } from "./own-login.ts";
import { secondWaitOf } from "./second/second-wait.ts";

/** Before it is decided, a page with the link meets it, and needs no more (protocol §4.3). */
type Decided = Exclude<Login, { readonly state: "pending" | "met" }>;

/** All that the link of a login tells: how it is. There is no room for a fact, a name or a question. */
type ShownByLink =
  | { readonly state: Exclude<Decided["state"], "withdrawn"> }
  | { readonly state: "withdrawn"; readonly reason: WithdrawalReason };

/** All that the browser that met reads in the same place. */
type Shown =
  | ShownByLink
  | { readonly state: "waiting"; readonly second: SecondWait }
  | { readonly state: "refused"; readonly reason: string };

const shownByLink = (login: Decided): ShownByLink =>
  login.state === "withdrawn" ? { state: login.state, reason: login.reason } : { state: login.state };

/**
 * Says how a login is to a page that has its link: to any page the state alone, and what belongs to the browser that met to that one (protocol
 * §4.1). Every address that answers by the link asks here.
 *
 * @param session SHA-256 of the page's cookie; undefined if it has none of this server
 */
export async function showLogin(
  services: WithClock & WithDb,
  login: Decided,
  session: string | undefined,
): Promise<Shown> {
  if (!isMetBy(login, session)) return shownByLink(login);
  if (login.state === "waiting") return { state: login.state, second: await secondWaitOf(services, login) };
  return login.state === "refused" ? { state: login.state, reason: login.reason } : shownByLink(login);
}
