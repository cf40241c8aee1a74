import type { Standing } from "@nearside/shared/api/login-requests.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { Holder, WithChanges } from "../../platform/waiting/changes.ts";
import { hold } from "../../platform/waiting/hold.ts";
import type { Login } from "../../register/logins/login.ts";
import { isWaitedFor } from "./command-line-waits.ts";
import { currentLogin } from "./current-login.ts";
import { secondWaitOf } from "./second/second-wait.ts";

/** A page that follows a login, and what it knows. */
interface Follower {
  /** SHA-256 of the session's cookie. */
  readonly session: string;
  readonly known: Standing["state"];
  /** The version of what it knows of the people who are asked as well. */
  readonly known_second?: number;
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
  const isNews = (login: Login) =>
    stateOf(services, login) !== by.known ||
    (login.state === "waiting" && by.known_second !== undefined && by.known_second !== login.version);
  if (!isOwn || isNews(first)) return standingOf(services, first);
  // no announcement is made when something expires
  const left = first.waitedUntil - services.clock();
  const until = left > 0 ? AbortSignal.any([by.gone, AbortSignal.timeout(left)]) : by.gone;
  const waiter = { subject: loginId, holders: by.holders, gone: until };
  const isAnswer = (login: Login) => isNews(login) || login.waitedUntil < first.waitedUntil;
  await hold(services.changes, waiter, read, isAnswer);
  return standingOf(services, await read());
}

function stateOf({ clock }: WithClock, login: Login): Standing["state"] {
  switch (login.state) {
    case "pending":
    case "met":
      return isWaitedFor(login, clock()) ? "waited_for" : "command_line_gone";
    case "waiting":
    case "approved":
      return isWaitedFor(login, clock()) ? login.state : "command_line_gone";
    default:
      return login.state;
  }
}

async function standingOf(services: WithClock & WithDb, login: Login): Promise<Standing> {
  if (login.state === "withdrawn") return { state: "withdrawn", reason: login.reason };
  const state = stateOf(services, login);
  if (state === "withdrawn") throw new Error("a login that is not withdrawn is recorded as withdrawn");
  if (state !== "waiting") return { state };
  if (login.state !== "waiting") throw new Error("a login that does not wait is recorded as waiting");
  return { state, second: await secondWaitOf(services, login) };
}
