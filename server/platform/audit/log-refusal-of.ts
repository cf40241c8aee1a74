import { Refused } from "@nearside/shared/refused.ts";
import type { Db, WithDb } from "../store/database.ts";
import type { AuditEvent } from "./define-event.ts";
import type { EventAbout } from "./event-listeners.ts";
import { append } from "./event-log.ts";

/**
 * Runs a step. A refusal is written to the security log before it reaches the caller, in a transaction of its own, since the step's is
 * rolled back.
 *
 * @param findAbout finds the person and the machine if the subject does not name them; called only after a refusal
 * @throws the error of the step
 */
export const logRefusalOf = <T>(
  services: WithDb,
  eventOf: (refused: { readonly code: string; readonly field: string | null }) => AuditEvent,
  run: () => Promise<T>,
  findAbout?: (db: Db) => Promise<EventAbout>,
): Promise<T> =>
  logErrorOf(
    services,
    (error) => (error instanceof Refused ? eventOf({ code: error.code, field: error.field ?? null }) : undefined),
    run,
    findAbout,
  );

/**
 * Runs a step in the same way, if errors of other classes refuse it too.
 *
 * @param eventOf returns the event of the error; undefined for an error that the security log does not record
 * @throws the error of the step
 */
export async function logErrorOf<T>(
  services: WithDb,
  eventOf: (error: unknown) => AuditEvent | undefined,
  run: () => Promise<T>,
  findAbout: (db: Db) => Promise<EventAbout> = async () => ({}),
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const event = eventOf(error);
    if (event !== undefined) {
      const about = await findAbout(services.db);
      await services.db.transaction().execute((trx) => append(trx, event, about));
    }
    throw error;
  }
}
