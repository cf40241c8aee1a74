import { Refused } from "@nearside/shared/refused.ts";
import { append } from "../../platform/audit/event-log.ts";
import { consoleSignInRefused } from "../../platform/audit/events/console-sessions.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { PartyInAnyState } from "../../register/machines/party.ts";

/** Runs a step of a known browser's sign-in. A refusal goes to the security log before it goes to the sender. */
export async function logSignInRefusal<T>(
  services: WithClock & WithDb,
  party: PartyInAnyState,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refused) {
      const data = { code: error.code, field: error.field ?? null };
      const event = consoleSignInRefused(services.clock(), party.user.id, data);
      const about = { user: party.user.id, device: party.device.jkt };
      await services.db.transaction().execute((trx) => append(trx, event, about));
    }
    throw error;
  }
}
