import type { BrowserTrouble } from "@nearside/shared/api/browser-trouble.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { findTroubles, insertTrouble } from "../../../register/logins/trouble-store.ts";
import { logTexts } from "../../../texts/log.ts";
import { currentLogin } from "../current-login.ts";

/**
 * "This browser did not meet the command line, because …", from the approval page (protocol §4.4): it is passed on to the command
 * line while the login waits to be met. Every browser that has the link may send it. So it changes no state (threat R19), is no event of
 * the security log, and is taken once for each login and code: a stranger can write, or wake, no more by it.
 *
 * @throws Refused `request_unknown`
 */
export async function takeBrowserTrouble(
  services: WithChanges & WithClock & WithDb & WithLog,
  loginId: string,
  code: BrowserTrouble,
): Promise<void> {
  const login = await currentLogin(services, loginId);
  if (login.state !== "pending" || (await findTroubles(services.db, loginId)).includes(code)) return;
  const trouble = { loginId, code, at: services.clock(), expiresAt: login.expiresAt };
  if (!(await services.db.transaction().execute((trx) => insertTrouble(trx, trouble)))) return;
  services.log.info({ request: loginId, trouble: code }, logTexts.logins.notMet);
  services.changes.announce(loginId);
}
