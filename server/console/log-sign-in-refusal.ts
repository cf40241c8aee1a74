import { Refused } from "@nearside/shared/refused.ts";
import { appendRefusal } from "../audit/append-refusal.ts";
import { consoleSignInRefused } from "../audit/events/console-sign-in-refused.ts";
import type { Party } from "../directory/party.ts";
import type { Ground } from "../ground.ts";

/** Runs a step of a known browser's sign-in; a refusal of it goes to the security log before it goes to whoever asked. */
export async function logSignInRefusal<T>(ground: Ground, party: Party, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refused) {
      const data = { code: error.code, field: error.field ?? null };
      const event = consoleSignInRefused(ground.clock(), party.user.id, data);
      const about = { user: party.user.id, device: party.device.jkt };
      await ground.db.transaction().execute((trx) => appendRefusal(trx, event, about));
    }
    throw error;
  }
}
