import { Refused } from "@nearside/shared/refused.ts";
import type { Db, WithDb } from "../store/database.ts";
import { appendRefusal } from "./append-refusal.ts";
import type { AuditEvent } from "./define-event.ts";
import type { EventAbout } from "./hearers.ts";

/**
 * Runs a step; what refuses it goes to the security log before it goes to whoever asked. In a transaction of its own: the
 * step's is rolled back.
 *
 * @param findAbout whom it concerns, where the subject does not say it; asked only once there is a refusal
 * @throws whatever the step throws
 */
export async function logRefusalOf<T>(
  services: WithDb,
  eventOf: (refused: { readonly code: string; readonly field: string | null }) => AuditEvent,
  run: () => Promise<T>,
  findAbout: (db: Db) => Promise<EventAbout> = async () => ({}),
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refused) {
      const event = eventOf({ code: error.code, field: error.field ?? null });
      const about = await findAbout(services.db);
      await services.db.transaction().execute((trx) => appendRefusal(trx, event, about));
    }
    throw error;
  }
}
