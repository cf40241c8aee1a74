import type { Standing } from "@nearside/shared/api/login-requests.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Ground } from "../ground.ts";
import type { Holder } from "../waiting/changes.ts";
import { hold } from "../waiting/hold.ts";
import { isWaitedFor } from "./command-line-waits.ts";
import { currentLogin } from "./current-login.ts";
import type { Login } from "./login.ts";
import { hasAskedForNonce } from "./nonce-store.ts";

/** A page that follows a login, and what it knows. */
export interface Follower {
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
 * @throws Refused `request_unknown`, `nonce_mismatch` where that session never asked for a nonce of this login
 */
export async function followLogin(ground: Ground, loginId: string, by: Follower): Promise<Standing> {
  const read = async (): Promise<Login> => (await currentLogin(ground, loginId)).login;
  const first = await read();
  if (!(await hasAskedForNonce(ground.db, loginId, by.session))) refuse("nonce_mismatch", "session");
  const isOwn = "meeting" in first && first.meeting.browser_session === by.session;
  if (!isOwn || standingOf(ground, first).state !== by.known) return standingOf(ground, first);
  // nobody announces that a time is over
  const left = first.waitedUntil - ground.clock();
  const until = left > 0 ? AbortSignal.any([by.gone, AbortSignal.timeout(left)]) : by.gone;
  const waiter = { subject: loginId, holders: by.holders, gone: until };
  const isAnswer = (login: Login) =>
    standingOf(ground, login).state !== by.known || login.waitedUntil < first.waitedUntil;
  await hold(ground.changes, waiter, read, isAnswer);
  return standingOf(ground, await read());
}

function standingOf({ clock }: Pick<Ground, "clock">, login: Login): Standing {
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
