import { appendRefusal } from "../../platform/audit/append-refusal.ts";
import { loginStepRefused } from "../../platform/audit/events/logins.ts";
import { logRefusalOf } from "../../platform/audit/log-refusal-of.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";

type Step = Parameters<typeof loginStepRefused>[2]["step"];

/** Runs a step of a known login; a refusal of it goes to the security log before it goes to whoever asked. */
export const logRefusal = <T>(
  services: WithClock & WithDb,
  step: Step,
  loginId: string,
  run: () => Promise<T>,
): Promise<T> =>
  logRefusalOf(services, (refused) => loginStepRefused(services.clock(), loginId, { step, ...refused }), run);

/** The same, for a refusal that whoever asked is told less of. */
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
