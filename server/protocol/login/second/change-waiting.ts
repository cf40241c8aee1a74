import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { currentLogin } from "../current-login.ts";
import { logRefusal } from "../log-refusal.ts";
import { demandWaiting, type Waiting } from "./waiting-login.ts";

/**
 * Runs a step that changes a login which waits for other people, logs its refusal, and wakes those who follow the login. Somebody else may
 * approve, ask or be answered at that very moment, so a step that came second is judged again against what is so then.
 *
 * @param change returns undefined if something else was first
 * @throws Refused those of {@link demandWaiting}, and those of the change
 */
export async function changeWaiting<T>(
  services: WithChanges & WithClock & WithDb,
  step: Parameters<typeof logRefusal>[1],
  loginId: string,
  change: (waiting: Waiting) => Promise<T | undefined>,
): Promise<T> {
  await currentLogin(services, loginId); // the log names no login that there is not
  const result = await logRefusal(services, step, loginId, async () => {
    for (;;) {
      const changed = await change(await demandWaiting(services, loginId));
      if (changed !== undefined) return changed;
    }
  });
  services.changes.announce(loginId);
  return result;
}
