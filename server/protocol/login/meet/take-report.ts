import type { ReportBody } from "@nearside/shared/api/login-requests.ts";
import { judgeTimes } from "@nearside/shared/chain/judge-times.ts";
import { checkNonceRequest } from "@nearside/shared/chain/nonce/check-nonce-request.ts";
import { checkNonceSignature } from "@nearside/shared/chain/nonce/check-nonce-signature.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { NONCE_SECONDS } from "@nearside/shared/lifetimes.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { nonce } from "@nearside/shared/statements/nonce.ts";
import { report } from "@nearside/shared/statements/report.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { loginReported } from "../../../platform/audit/events/logins.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { WithKeys } from "../../../platform/keys/signing-keys.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import { secondsNow, type WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { findParty } from "../../../register/machines/find-party.ts";
import { firstSeen } from "../../../register/tokens/seen-messages.ts";
import { logTexts } from "../../../texts/log.ts";
import { currentWithParty } from "../current-login.ts";
import { logRefusal } from "../log-refusal.ts";

/**
 * "This login was started elsewhere", by an extension of another enrolled machine (protocol §4.4). It changes no state of
 * the login; it is logged once per request and extension.
 *
 * @throws Refused
 */
export async function takeReport(
  services: WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithLog,
  loginId: string,
  sent: ReportBody,
): Promise<void> {
  const { login, party } = await currentWithParty(services, loginId);
  await logRefusal(services, "report", loginId, async () => {
    // The record of who reported is forgotten by then, so the same report would be logged again.
    if (services.clock() >= login.expiresAt) refuse("request_expired", "request");
    const signed = await report.read(sent.report);
    await verifySignature(signed, signed.header.jwk);
    const extension = await thumbprintOf(signed.header.jwk);
    const reporter = await findParty(services.db, { extension });
    if (reporter === undefined) refuse("not_enrolled", "report.jwk");
    if (reporter.id === party.id) refuse("request_mismatch", "report.jwk");
    const loginRequest = await readAnyRequest(login.request);
    if (signed.claims.request !== loginRequest.hash) refuse("request_mismatch", "report.request");
    const seen = await nonce.read(sent.nonce);
    await checkNonceSignature({ nonce: seen }, { issuer: services.config.issuer, serverKeys: services.keys.jwks.keys });
    checkNonceRequest({ nonce: seen, request: loginRequest });
    if (signed.claims.nonce !== seen.claims.nonce) refuse("nonce_mismatch", "report.nonce");
    const { iat } = signed.claims;
    // it says when it saw the server's nonce, so it is no older than that one lives
    judgeTimes({ iat, exp: iat + NONCE_SECONDS }, secondsNow(services), NONCE_SECONDS);
    const { reason } = signed.claims;
    const users = { reporter_user_id: reporter.user.id, owner_user_id: party.user.id };
    const isFirst = await services.db.transaction().execute(async (trx) => {
      if (!(await firstSeen(trx, "report", extension, loginId, login.expiresAt))) return false;
      // the event concerns the person who was to approve the login, not the person who started it
      const whom = { user: reporter.user.id, device: reporter.device.jkt };
      const data = { reason, extension_jkt: extension, ...users };
      await append(trx, loginReported(services.clock(), loginId, data), whom);
      return true;
    });
    if (isFirst) services.log.warn({ request: loginId, code: reason, ...users }, logTexts.logins.elsewhere);
  });
}
