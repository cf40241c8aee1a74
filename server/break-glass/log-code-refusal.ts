import { appendRefusal } from "../audit/append-refusal.ts";
import { breakGlassRefused } from "../audit/events/break-glass-refused.ts";
import { ConsoleError } from "../console/console-error.ts";
import type { Ground } from "../ground.ts";
import { findCode } from "./code-store.ts";

/**
 * Runs what a code is typed for. Where there is such a code, its refusal goes to the security log: the paper is in somebody's hands
 * (threat R27). A code that never was is a guess, or a slip: a line of the server's log has where it came from.
 */
export async function logCodeRefusal<T>(
  ground: Ground,
  hash: string,
  address: string,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ConsoleError)) throw error;
    const known = await findCode(ground.db, hash);
    if (known === undefined) ground.log.warn({ address }, "a break-glass code was wrong");
    else {
      const reason = known.used_at !== null ? "used" : known.voided_at !== null ? "voided" : "wrong_person";
      const event = breakGlassRefused(ground.clock(), hash, { reason, number: known.number });
      await ground.db.transaction().execute((trx) => appendRefusal(trx, event, { address }));
    }
    throw error;
  }
}
