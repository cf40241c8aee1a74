import { Refused } from "@nearside/shared/refused.ts";
import { appendRefusal } from "../audit/append-refusal.ts";
import { deviceRefused } from "../audit/events/device-refused.ts";
import type { Ground } from "../ground.ts";

type Step = Parameters<typeof deviceRefused>[2]["step"];

/**
 * Runs what a known device key asks for before there is a login or an enrolment to name; a refusal of it goes to the security
 * log before it goes to whoever asked.
 */
export async function logDeviceRefusal<T>(
  ground: Ground,
  step: Step,
  deviceJkt: string,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refused) {
      const event = deviceRefused(ground.clock(), deviceJkt, { step, code: error.code, field: error.field ?? null });
      await ground.db.transaction().execute((trx) => appendRefusal(trx, event));
    }
    throw error;
  }
}
