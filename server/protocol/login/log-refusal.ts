import { Refused } from "@nearside/shared/refused.ts";
import { appendRefusal } from "../../platform/audit/append-refusal.ts";
import { loginStepRefused } from "../../platform/audit/events/logins.ts";
import { RefusedByRules } from "../../platform/http/refused-by-rules.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";

type Step = Parameters<typeof loginStepRefused>[2]["step"];

/** Rules denied the login, and it was ended for that. The security log has this already, by the event that ended the login. */
export class RuledOut extends RefusedByRules {}

/**
 * Runs a step of a known login. A refusal goes to the security log, in a transaction of its own since the step's is rolled back, and then
 * to the client.
 *
 * @throws any error that the step throws
 */
export async function logRefusal<T>(
  services: WithClock & WithDb,
  step: Step,
  loginId: string,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refused && !(error instanceof RuledOut))
      await noteRefusal(services, step, loginId, error.code, error.field);
    throw error;
  }
}

/** Logs a refusal of which the client hears less than the log. */
export async function noteRefusal(
  services: WithClock & WithDb,
  step: Step,
  loginId: string,
  code: string,
  field: string | undefined,
): Promise<void> {
  const event = loginStepRefused(services.clock(), loginId, { step, code, field: field ?? null });
  await services.db.transaction().execute((trx) => appendRefusal(trx, event));
}
