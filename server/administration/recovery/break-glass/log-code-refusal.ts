import { appendRefusal } from "../../../platform/audit/append-refusal.ts";
import { breakGlassRefused } from "../../../platform/audit/events/break-glass.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { WithLog } from "../../../platform/log/log.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { findCode } from "../../../register/recovery/code-store.ts";

/**
 * Runs what a code is typed for. Where there is such a code, its refusal goes to the security log: the paper is in somebody's hands
 * (threat R27). A code that never was is a guess, or a slip: a line of the server's log has where it came from.
 */
export async function logCodeRefusal<T>(
  services: WithClock & WithDb & WithLog,
  hash: string,
  address: string,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    const known = await findCode(services.db, hash);
    if (known === undefined) services.log.warn({ address }, "a break-glass code was wrong");
    else {
      const reason = known.used_at !== null ? "used" : known.voided_at !== null ? "voided" : "wrong_person";
      const event = breakGlassRefused(services.clock(), hash, { reason, number: known.number });
      await services.db.transaction().execute((trx) => appendRefusal(trx, event, { address }));
    }
    throw error;
  }
}
