import { refuse } from "@nearside/shared/chain/refusal.ts";
import { CLOCK_LEEWAY_SECONDS } from "@nearside/shared/lifetimes.ts";
import { postureStatement } from "@nearside/shared/statements/posture.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { spend } from "../../platform/limits/spend.ts";
import { runForSigner } from "../../register/machines/signed-by-machine.ts";
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
  const { claims } = statement;
  const said = { step: "posture", field: "posture", address } as const;
  return runForSigner(services, statement, said, async (party) => {
    const { jkt } = party.device;
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
