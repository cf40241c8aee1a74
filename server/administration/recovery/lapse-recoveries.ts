import { append } from "../../platform/audit/event-log.ts";
import { recoveryLapsed } from "../../platform/audit/events/recovery.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { takeTurn } from "../../platform/store/take-turn.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { findOverdueRecoveries, moveRecovery } from "../../register/recovery/recovery-store.ts";
import { lapse } from "../../register/recovery/transitions.ts";

/** Ends those that nobody agreed to, or asked a ticket of, in time. Nothing hangs on it: whoever asks judges the time himself. */
export async function lapseRecoveries(services: WithClock & WithDb, most: number): Promise<void> {
  for (const recovery of await findOverdueRecoveries(services.db, services.clock(), most)) {
    const now = services.clock();
    const next = lapse(recovery, now);
    if (next === undefined) continue;
    await services.db.transaction().execute(async (trx) => {
      await takeTurn(trx, "administration");
      if (!(await moveRecovery(trx, recovery, next))) return;
      const about = { user: recovery.userId };
      await append(trx, recoveryLapsed(now, recovery.id, { user_id: recovery.userId }), about);
    });
  }
}
