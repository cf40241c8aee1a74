import { Refused } from "@nearside/shared/refused.ts";
import type { Ground } from "../ground.ts";
import { appendRefusal } from "./append-refusal.ts";
import type { AuditEvent } from "./define-event.ts";

/**
 * Runs a step; what refuses it goes to the security log before it goes to whoever asked. In a transaction of its own: the
 * step's is rolled back.
 *
 * @throws whatever the step throws
 */
export async function logRefusalOf<T>(
  ground: Pick<Ground, "db">,
  eventOf: (refused: { readonly code: string; readonly field: string | null }) => AuditEvent,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refused) {
      const event = eventOf({ code: error.code, field: error.field ?? null });
      await ground.db.transaction().execute((trx) => appendRefusal(trx, event));
    }
    throw error;
  }
}
