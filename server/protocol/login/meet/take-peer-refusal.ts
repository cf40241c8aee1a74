import { judgeTimes } from "@nearside/shared/chain/judge-times.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { DEVICE_STATEMENT_SECONDS } from "@nearside/shared/lifetimes.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { thumbprintOf } from "@nearside/shared/signing/keys.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { peerRefusal } from "@nearside/shared/statements/peer-refusal.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { peerRefused } from "../../../platform/audit/events/logins.ts";
import { takeTurnToAppend } from "../../../platform/audit/room-in-log.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { spend } from "../../../platform/limits/spend.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import { secondsNow, type WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { checkActive } from "../../../register/machines/check-active.ts";
import { firstSeen } from "../../../register/tokens/seen-messages.ts";
import { currentWithParty } from "../current-login.ts";
import { logRefusal } from "../log-refusal.ts";

/**
 * The command line turned a peer away (protocol §4.2). This is logged, and nothing else happens.
 *
 * @throws Refused
 */
export async function takePeerRefusal(
  services: WithBudgets & WithChanges & WithClock & WithDb,
  loginId: string,
  text: string,
): Promise<void> {
  const { login, party } = await currentWithParty(services, loginId);
  await logRefusal(services, "peer", loginId, async () => {
    // which `jti` was seen is forgotten by then, so the same message would be logged again
    if (services.clock() >= login.expiresAt) refuse("request_expired", "request");
    const signed = await peerRefusal.read(text);
    const session = await thumbprintOf(signed.header.jwk);
    if (session !== login.sessionJkt) refuse("key_mismatch", "peer_refusal.jwk");
    await verifySignature(signed, signed.header.jwk);
    const loginRequest = await readAnyRequest(login.request);
    if (signed.claims.request !== loginRequest.hash) refuse("request_mismatch", "peer_refusal.request");
    checkActive(party);
    const { code, jti, iat } = signed.claims;
    judgeTimes({ iat, exp: iat + DEVICE_STATEMENT_SECONDS }, secondsNow(services), DEVICE_STATEMENT_SECONDS);
    await services.db.transaction().execute(async (trx) => {
      await takeTurnToAppend(trx, peerRefused, loginId);
      if (!(await firstSeen(trx, "peer", session, jti, login.expiresAt))) return refuse("replayed", "peer_refusal.jti");
      await spend(services, "login_steps", loginId);
      await append(trx, peerRefused(services.clock(), loginId, { code, jti }));
    });
  });
}
