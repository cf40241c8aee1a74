import { Refused } from "@nearside/shared/refused.ts";
import { append } from "../../platform/audit/event-log.ts";
import { loginStepRefused } from "../../platform/audit/events/logins.ts";
import { logErrorOf } from "../../platform/audit/log-refusal-of.ts";
import { RefusedByRules } from "../../platform/http/refused-by-rules.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";

type Step = Parameters<typeof loginStepRefused>[2]["step"];

/** Rules denied the login, and it was ended for that. The security log has this already, by the event that ended the login. */
export class RuledOut extends RefusedByRules {}

/**
 * Runs a step of a known login. A refusal goes to the security log before it goes to the client.
 *
 * @throws any error that the step throws
 */
export const logRefusal = <T>(
  services: WithClock & WithDb,
  step: Step,
  loginId: string,
  run: () => Promise<T>,
): Promise<T> =>
  logErrorOf(
    services,
    (error) =>
      error instanceof Refused && !(error instanceof RuledOut)
        ? loginStepRefused(services.clock(), loginId, { step, code: error.code, field: error.field ?? null })
        : undefined,
    run,
  );

/** Logs a refusal of which the client learns less than the log. */
export async function noteRefusal(
  services: WithClock & WithDb,
  step: Step,
  loginId: string,
  code: string,
  field: string,
): Promise<void> {
  const event = loginStepRefused(services.clock(), loginId, { step, code, field });
  await services.db.transaction().execute((trx) => append(trx, event));
}
