import { appendRefusal } from "../audit/append-refusal.ts";
import { loginStepRefused } from "../audit/events/login-step-refused.ts";
import { logRefusalOf } from "../audit/log-refusal-of.ts";
import type { Ground } from "../ground.ts";

type Step = Parameters<typeof loginStepRefused>[2]["step"];

/** Runs a step of a known login; a refusal of it goes to the security log before it goes to whoever asked. */
export const logRefusal = <T>(ground: Ground, step: Step, loginId: string, run: () => Promise<T>): Promise<T> =>
  logRefusalOf(ground, (refused) => loginStepRefused(ground.clock(), loginId, { step, ...refused }), run);

/** The same, for a refusal that whoever asked is told less of. */
export async function noteRefusal(
  ground: Ground,
  step: Step,
  loginId: string,
  code: string,
  field: string | undefined,
): Promise<void> {
  const event = loginStepRefused(ground.clock(), loginId, { step, code, field: field ?? null });
  await ground.db.transaction().execute((trx) => appendRefusal(trx, event));
}
