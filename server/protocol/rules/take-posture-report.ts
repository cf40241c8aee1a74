import { judgeTimes } from "@nearside/shared/chain/judge-times.ts";
import { refuse } from "@nearside/shared/chain/refusal.ts";
import { CLOCK_LEEWAY_SECONDS, DEVICE_STATEMENT_SECONDS } from "@nearside/shared/lifetimes.ts";
import { verifySignature } from "@nearside/shared/signing/jws.ts";
import { postureStatement } from "@nearside/shared/statements/posture.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { spend } from "../../platform/limits/spend.ts";
import { secondsNow } from "../../platform/surroundings.ts";
import { checkActive } from "../../register/machines/check-active.ts";
import { logDeviceRefusal } from "../../register/machines/log-device-refusal.ts";
import { findPartyByDevice } from "../../register/machines/party.ts";
import { firstSeen, markOf, wasMarked } from "../../register/tokens/seen-messages.ts";
import type { RuleServices } from "./rule-services.ts";
import { type PostureTaken, takePosture, weighPosture } from "./take-posture.ts";

/**
 * A machine says that its own protection has changed (protocol §4.8).
 *
 * @param address where the report came from
 * @throws Refused; RateLimited
 */
export async function takePostureReport(
  services: RuleServices & WithBudgets & WithConfig,
  text: string,
  address: string,
): Promise<PostureTaken> {
  const statement = await postureStatement.read(text);
  const { claims, header } = statement;
  const party = await findPartyByDevice(services.db, claims.iss);
  if (party === undefined) return refuse("device_unknown", "posture.iss");
  const { jkt, jwk } = party.device;
  return logDeviceRefusal(services, "posture", { jkt, address }, async () => {
    if (header.kid !== jkt) refuse("key_mismatch", "posture.kid");
    await verifySignature(statement, jwk);
    if (claims.aud !== services.config.issuer) refuse("wrong_audience", "posture.aud");
    judgeTimes(claims, secondsNow(services), DEVICE_STATEMENT_SECONDS);
    checkActive(party);
    const forgetAt = (claims.exp + CLOCK_LEEWAY_SECONDS + 1) * 1000;
    // a message that was seen before uses up nothing of what the machine may ask (threat R19)
    if (await wasMarked(services.db, await markOf("posture", jkt, claims.jti))) refuse("replayed", "posture.jti");
    await spend(services, "postures_of_machine", jkt);
    const { posture, iat } = claims;
    const weighed = await weighPosture(services, { party, posture, iat, by: "report", address });
    return takePosture(services, weighed, async (trx) => {
      if (!(await firstSeen(trx, "posture", jkt, claims.jti, forgetAt))) refuse("replayed", "posture.jti");
    });
  });
}
