import type { Standing } from "@nearside/shared/api/login-requests.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { Holder, WithChanges } from "../../platform/waiting/changes.ts";
import { hold } from "../../platform/waiting/hold.ts";
import type { Login } from "../../register/logins/login.ts";
import { isWaitedFor } from "./command-line-waits.ts";
import { currentLogin } from "./current-login.ts";

/** A page that follows a login, and what it knows. */
interface Follower {
  /** SHA-256 of the session's cookie. */
  readonly session: string;
  readonly known: Standing["state"];
  readonly holders: readonly Holder[];
  /** Aborted when the client hangs up. */
  readonly gone: AbortSignal;
}

/**
 * Says whether the command line still waits, or how the login ended: for the page, which stops offering what would be refused (protocol
 * §4.6). It is held open for the session that met alone: another one, which may be any stranger's with the link, is answered at once.
 *
 * @throws Refused `request_unknown`
 */
export async function followLogin(
  services: WithChanges & WithClock & WithDb,
  loginId: string,
  by: Follower,
): Promise<Standing> {
  const read = (): Promise<Login> => currentLogin(services, loginId);
  const first = await read();
  const isOwn = "meeting" in first && first.meeting.browser_session === by.session;
  if (!isOwn || standingOf(services, first).state !== by.known) return standingOf(services, first);
  // no announcement is made when a time is over
  const left = first.waitedUntil - services.clock();
  const until = left > 0 ? AbortSignal.any([by.gone, AbortSignal.timeout(left)]) : by.gone;
  const waiter = { subject: loginId, holders: by.holders, gone: until };
  const isAnswer = (login: Login) =>
    standingOf(services, login).state !== by.known || login.waitedUntil < first.waitedUntil;
  await hold(services.changes, waiter, read, isAnswer);
  return standingOf(services, await read());
}

function standingOf({ clock }: WithClock, login: Login): Standing {
  switch (login.state) {
    case "pending":
    case "met":
      return { state: isWaitedFor(login, clock()) ? "waited_for" : "command_line_gone" };
    case "approved":
      return { state: isWaitedFor(login, clock()) ? "approved" : "command_line_gone" };
    case "withdrawn":
      return { state: "withdrawn", reason: login.reason };
    default:
      return { state: login.state };
  }
}
