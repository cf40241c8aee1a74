import { append } from "../audit/event-log.ts";
import { recoveryLapsed } from "../audit/events/recovery-lapsed.ts";
import type { Ground } from "../ground.ts";
import { takeTurn } from "../store/take-turn.ts";
import { findOverdueRecoveries, moveRecovery } from "./recovery-store.ts";
import { lapse } from "./transitions.ts";

/** Ends those that nobody agreed to, or asked a ticket of, in time. Nothing hangs on it: whoever asks judges the time himself. */
export async function lapseRecoveries(ground: Ground, most: number): Promise<void> {
  for (const recovery of await findOverdueRecoveries(ground.db, ground.clock(), most)) {
    const now = ground.clock();
    const next = lapse(recovery, now);
    if (next === undefined) continue;
    await ground.db.transaction().execute(async (trx) => {
      await takeTurn(trx, "administration");
      if (!(await moveRecovery(trx, recovery, next))) return;
      const about = { user: recovery.userId };
      await append(trx, recoveryLapsed(now, recovery.id, { user_id: recovery.userId }), about);
    });
  }
}
