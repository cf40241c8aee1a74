import type { Standing } from "@nearside/shared/api/login-requests.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { Holder, WithChanges } from "../../platform/waiting/changes.ts";
import { hold } from "../../platform/waiting/hold.ts";
import type { Login } from "../../register/logins/login.ts";
import { isOpen, isUndecided } from "../../register/logins/transitions.ts";
import { isWaitedFor } from "./command-line-waits.ts";
import { currentLogin } from "./current-login.ts";
import { isMetBy } from "./own-login.ts";
import { showLogin } from "./shown-login.ts";

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
  const isOwn = isMetBy(first, by.session);
  const isNews = (login: Login) =>
    stateOf(services, login) !== by.known ||
    (login.state === "waiting" && by.known_second !== undefined && by.known_second !== login.version);
  if (!isOwn || isNews(first)) return standingOf(services, first, by.session);
  // no announcement is made when something expires
  const left = first.waitedUntil - services.clock();
  const until = left > 0 ? AbortSignal.any([by.gone, AbortSignal.timeout(left)]) : by.gone;
  const waiter = { subject: loginId, holders: by.holders, gone: until };
  const isAnswer = (login: Login) => isNews(login) || login.waitedUntil < first.waitedUntil;
  await hold(services.changes, waiter, read, isAnswer);
  return standingOf(services, await read(), by.session);
}

const isGone = ({ clock }: WithClock, login: Login): boolean => isOpen(login) && !isWaitedFor(login, clock());

const stateOf = (services: WithClock, login: Login): Standing["state"] => {
  if (isGone(services, login)) return "command_line_gone";
  return isUndecided(login) ? "waited_for" : login.state;
};

async function standingOf(services: WithClock & WithDb, login: Login, session: string): Promise<Standing> {
  if (isGone(services, login)) return { state: "command_line_gone" };
  return isUndecided(login) ? { state: "waited_for" } : showLogin(services, login, session);
}
