import type { BrowserTrouble } from "@nearside/shared/api/browser-trouble.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Ground } from "../ground.ts";
import { currentLogin } from "./current-login.ts";
import { hasAskedForNonce } from "./nonce-store.ts";
import { findTroubles, insertTrouble } from "./trouble-store.ts";

/**
 * "This browser did not meet the command line, because …", by the approval page (protocol §4.4): passed on to the command
 * line while the login waits to be met. Whoever has the link may say it, so it moves nothing (threat R19), is no event of
 * the security log, and is taken once for each login and code: that is all that anybody can write, or wake, by it.
 *
 * @param browserSession SHA-256 of the session's cookie
 * @throws Refused `request_unknown`, `nonce_mismatch` where that session never asked for a nonce of this login
 */
export async function takeTrouble(
  ground: Ground,
  loginId: string,
  browserSession: string,
  code: BrowserTrouble,
): Promise<void> {
  const { login } = await currentLogin(ground, loginId);
  if (!(await hasAskedForNonce(ground.db, loginId, browserSession))) refuse("nonce_mismatch", "session");
  if (login.state !== "pending" || (await findTroubles(ground.db, loginId)).includes(code)) return;
  const trouble = { loginId, code, at: ground.clock(), expiresAt: login.expiresAt };
  if (!(await ground.db.transaction().execute((trx) => insertTrouble(trx, trouble)))) return;
  ground.log.info({ request: loginId, trouble: code }, "a page says that its browser did not meet the command line");
  ground.changes.announce(loginId);
}
