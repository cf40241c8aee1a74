import { judgeTimes } from "@nearside/shared/chain/judge-times.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { NONCE_SECONDS } from "@nearside/shared/lifetimes.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { report } from "@nearside/shared/statements/report.ts";
import { request } from "@nearside/shared/statements/request.ts";
import { append } from "../audit/event-log.ts";
import { loginReported } from "../audit/events/login-reported.ts";
import { checkExtensionStanding } from "../directory/check-standing.ts";
import { findPartyByExtension } from "../directory/party.ts";
import { type Ground, secondsNow } from "../ground.ts";
import { firstSeen } from "../oauth/replay-store.ts";
import { currentLogin } from "./current-login.ts";
import { logRefusal } from "./log-refusal.ts";
import { findNonce } from "./nonce-store.ts";

/**
 * "This login was started elsewhere", by an extension of somebody's enrolled machine (protocol §4.4). It changes no state of
 * the login; it is logged once per request and extension.
 *
 * @throws Refused
 */
export async function takeReport(ground: Ground, loginId: string, text: string): Promise<void> {
  const { login, party } = await currentLogin(ground, loginId);
  await logRefusal(ground, "report", loginId, async () => {
    // nobody remembers any longer who reported it, so the same report would be logged again
    if (ground.clock() >= login.expiresAt) refuse("request_expired", "request");
    const said = await report.read(text);
    await verifySignature(said, said.header.jwk);
    const extension = await thumbprintOf(said.header.jwk);
    const reporter = await findPartyByExtension(ground.db, extension);
    if (reporter === undefined || reporter.state !== "active") refuse("not_enrolled", "report.jwk");
    checkExtensionStanding(reporter, extension);
    if (reporter.id === party.id) refuse("request_mismatch", "report.jwk");
    const asked = await request.read(login.request);
    if (said.claims.request !== asked.hash) refuse("request_mismatch", "report.request");
    const nonce = await findNonce(ground.db, said.claims.nonce);
    if (nonce === undefined || nonce.subject !== loginId) refuse("nonce_mismatch", "report.nonce");
    const { iat } = said.claims;
    // it says when it saw the server's nonce, so it is no older than that one lives
    judgeTimes({ iat, exp: iat + NONCE_SECONDS }, secondsNow(ground), NONCE_SECONDS);
    const { reason } = said.claims;
    const users = { reporter_user_id: reporter.user.id, owner_user_id: party.user.id };
    const isFirst = await ground.db.transaction().execute(async (trx) => {
      if (!(await firstSeen(trx, "report", extension, loginId, login.expiresAt))) return false;
      // it concerns whoever was to approve it, not whoever started it
      const whom = { user: reporter.user.id, device: reporter.device.jkt };
      const data = { reason, extension_jkt: extension, ...users };
      await append(trx, loginReported(ground.clock(), loginId, data), whom);
      return true;
    });
    if (isFirst) ground.log.warn({ request: loginId, code: reason, ...users }, "a login was opened on another machine");
  });
}
