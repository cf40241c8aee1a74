import { byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { deviceLost } from "../../platform/audit/events/machines.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { type FoundSet, findBoundSet } from "../../register/machines/revoke-keys.ts";
import { demandMayChange } from "../../register/people/hold-person.ts";
import { type Ended, type Revocation, revoking, type Why } from "./revocation.ts";
import { revokeMachineIn } from "./revoke-machine.ts";

/**
 * Revokes a machine that was lost or stolen, with everything that depends on it. The event tells it apart from a machine that was given
 * up in good order, so that its person is notified.
 *
 * @param id as typed: of the bound set, or the device id
 */
export const loseMachine = (services: WithChanges & WithClock & WithDb, id: string, why: Why): Promise<Revocation> =>
  revoking(services, why.by, async (trx): Promise<Revocation> => {
    const set = await findBoundSet(trx, id);
    if (set === undefined) return { state: "unknown" };
    await demandMayChange(trx, why.by, set);
    const ended = await loseMachineIn(trx, services, set, why);
    return ended === undefined ? { state: "already" } : { state: "revoked", ended };
  });

/**
 * Revokes the lost machine within a transaction. The caller checks first that the actor may do this, and announces after the commit
 * what ended.
 *
 * @returns undefined if it had ended before
 */
export async function loseMachineIn(
  trx: Trx,
  services: WithClock,
  set: FoundSet,
  why: Why,
): Promise<Ended | undefined> {
  const ended = await revokeMachineIn(trx, services, set, why);
  if (ended === undefined) return undefined;
  const about = { bound_set_id: set.id, user_id: set.userId, note: why.note, by: byOf(why.by) } as const;
  const whom = { by: why.by, user: set.userId, device: set.deviceJkt };
  await append(trx, deviceLost(services.clock(), set.deviceJkt, about), whom);
  return ended;
}
