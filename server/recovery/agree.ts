import type { Actor } from "../audit/actor.ts";
import { append } from "../audit/event-log.ts";
import { recoveryAgreed } from "../audit/events/recovery-agreed.ts";
import { ConsoleError } from "../console/console-error.ts";
import { holdActor } from "../directory/hold-actor.ts";
import type { Ground } from "../ground.ts";
import { demandPerson, demandStillMay } from "./administrator.ts";
import { findRecovery, moveRecovery } from "./recovery-store.ts";
import { agree } from "./transitions.ts";

const HOUR_MS = 3_600_000;

/**
 * A second administrator agrees to a way back: neither who began it nor the person concerned (threat R28). From now on its cooling
 * time runs.
 *
 * @returns when it opens, epoch milliseconds
 * @throws ConsoleError `not_permitted`, `unknown`, `conflict`
 */
export async function agreeToRecovery(ground: Ground, id: string, by: Actor): Promise<number> {
  const { userId: second } = demandPerson(by);
  return ground.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const recovery = await findRecovery(trx, id);
    if (recovery.startedBy === second)
      throw new ConsoleError("not_permitted", {
        description: "You began this way back yourself, so somebody else has to agree to it. Nothing was changed.",
      });
    if (recovery.userId === second)
      throw new ConsoleError("not_permitted", {
        description: "This is your own way back, so somebody else has to agree to it. Nothing was changed.",
      });
    await demandStillMay(trx, [{ id: recovery.startedBy, permission: "recovery.start" }]);
    const now = ground.clock();
    const next = agree(recovery, second, now, ground.config.recovery.coolingHours * HOUR_MS);
    if (next?.state !== "cooling" || !(await moveRecovery(trx, recovery, next))) throw new ConsoleError("conflict");
    const data = { user_id: recovery.userId, opens_at: next.opensAt, closes_at: next.closesAt };
    await append(trx, recoveryAgreed(now, id, data), { by, user: recovery.userId });
    return next.opensAt;
  });
}
