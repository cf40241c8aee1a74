import { Refused } from "@nearside/shared/refused.ts";
import { appendRefusal } from "../audit/append-refusal.ts";
import { loginStepRefused } from "../audit/events/login-step-refused.ts";
import type { Ground } from "../ground.ts";

type Step = Parameters<typeof loginStepRefused>[2]["step"];

/** Runs a step of a known login; a refusal of it goes to the security log before it goes to whoever asked. */
export async function logRefusal<T>(ground: Ground, step: Step, loginId: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refused) await noteRefusal(ground, step, loginId, error.code, error.field);
    throw error;
  }
}

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
