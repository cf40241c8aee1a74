import { refuse } from "@nearside/shared/chain/refusal.ts";
import { verifySignature } from "@nearside/shared/jws.ts";
import { thumbprintOf } from "@nearside/shared/keys.ts";
import { denial } from "@nearside/shared/statements/denial.ts";
import { append } from "../audit/event-log.ts";
import { loginDenied } from "../audit/events/login-denied.ts";
import { checkExtensionStanding } from "../directory/check-standing.ts";
import type { Ground } from "../ground.ts";
import { currentLogin } from "./current-login.ts";
import { endStandingOf, endStandingOn, lockStanding } from "./end-standing.ts";
import { logRefusal } from "./log-refusal.ts";
import { findRestedOn, moveLogin } from "./login-store.ts";
import { deny } from "./transitions.ts";

/**
 * The person's no, signed by the extension that met the command line, over its own meeting (protocol §4.5). Nobody else can
 * end a login (threat R19).
 *
 * It takes back more than this login: the approval that its decision rests on counts for nothing any more, and with `alert` none does
 * that was given on this machine. What they came to before is left as it is: that is ended in the account.
 *
 * @param sent `alert`: "I didn't start this"
 * @throws Refused
 */
export async function denyLogin(
  ground: Ground,
  loginId: string,
  sent: { readonly denial: string; readonly alert: boolean },
): Promise<void> {
  const { login, party } = await currentLogin(ground, loginId);
  await logRefusal(ground, "deny", loginId, async () => {
    const said = await denial.read(sent.denial);
    await verifySignature(said, said.header.jwk);
    if (login.state === "expired") refuse("request_expired", "request");
    if (login.state === "withdrawn") refuse("request_withdrawn", "request");
    if (login.state !== "met" && login.state !== "approved") refuse("request_settled", "request");
    const extension = await thumbprintOf(said.header.jwk);
    if (extension !== login.meeting.extension_jkt) refuse("extension_mismatch", "denial.jwk");
    checkExtensionStanding(party, extension); // a revoked key can end nobody's login either (threat R16, R19)
    if (said.claims.attestation !== login.meeting.attestation_hash) refuse("presence_mismatch", "denial.attestation");
    const next = deny(login, sent.alert);
    if (next === undefined) return refuse("request_settled", "request");
    await ground.db.transaction().execute(async (trx) => {
      const now = ground.clock();
      await lockStanding(trx, login.boundSetId);
      if (!(await moveLogin(trx, login, next, now))) refuse("request_settled", "request");
      const rests_on = await findRestedOn(trx, loginId);
      if (sent.alert) await endStandingOn(trx, login.deviceJkt, now);
      else if (rests_on !== undefined) await endStandingOf(trx, rests_on, now);
      const data = { alert: sent.alert, extension_jkt: extension, ...(rests_on === undefined ? {} : { rests_on }) };
      await append(trx, loginDenied(now, loginId, data));
    });
    ground.changes.announce(loginId);
    if (sent.alert)
      ground.log.warn({ request: loginId, user: party.user.id }, "a person denied a login that somebody else started");
  });
}
