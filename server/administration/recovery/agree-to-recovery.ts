import type { Actor } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { recoveryAgreed } from "../../platform/audit/events/recovery.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { findRecovery, moveRecovery } from "../../register/recovery/recovery-store.ts";
import { agree } from "../../register/recovery/transitions.ts";
import { consoleTexts } from "../../texts/console.ts";
import { demandPerson, demandStillMay } from "./demand-administrators.ts";

const HOUR_MS = 3_600_000;

/**
 * A second administrator agrees to a recovery: not the one who began it, and not the person concerned (threat R28). Its cooling
 * time begins.
 *
 * @returns when the recovery opens, epoch milliseconds
 * @throws ConsoleError `not_permitted`, `unknown`, `conflict`
 */
export async function agreeToRecovery(
  services: WithClock & WithConfig & WithDb,
  id: string,
  by: Actor,
): Promise<number> {
  const { userId: second } = demandPerson(by);
  return services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const recovery = await findRecovery(trx, id);
    if (recovery.startedBy === second)
      throw new ConsoleError("not_permitted", {
        description: consoleTexts.recovery.startedByYou,
      });
    if (recovery.userId === second)
      throw new ConsoleError("not_permitted", {
        description: consoleTexts.recovery.yourOwn,
      });
    await demandStillMay(trx, [{ id: recovery.startedBy, permission: "recovery.start" }]);
    const now = services.clock();
    const next = agree(recovery, second, now, services.config.recovery.coolingHours * HOUR_MS);
    if (next?.state !== "cooling" || !(await moveRecovery(trx, recovery, next))) throw new ConsoleError("conflict");
    const data = { user_id: recovery.userId, opens_at: next.opensAt, closes_at: next.closesAt };
    await append(trx, recoveryAgreed(now, id, data), { by, user: recovery.userId });
    return next.opensAt;
  });
}
