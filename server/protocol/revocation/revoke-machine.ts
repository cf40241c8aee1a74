import { byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { deviceRevoked } from "../../platform/audit/events/machines.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { type FoundSet, findBoundSet, revokeBoundSet } from "../../register/machines/revoke-keys.ts";
import { demandMayChange } from "../../register/people/hold-person.ts";
import { endFamilies } from "../../register/tokens/end-families.ts";
import { refuseLogins } from "../login/end/refuse-logins.ts";
import { cancelEnrolments } from "./cancel-enrolments.ts";
import { type Ended, type Revocation, revoking, type Why } from "./revocation.ts";

/**
 * Revokes a machine for good, with every key of its bound set: device key, extensions, passkeys, and keys that wait to be
 * confirmed. The next person who uses the machine enrols it again.
 *
 * @param id as typed: of the bound set, or the device id
 */
export const revokeMachine = (services: WithChanges & WithClock & WithDb, id: string, why: Why): Promise<Revocation> =>
  revoking(services, why.by, async (trx): Promise<Revocation> => {
    const set = await findBoundSet(trx, id);
    if (set === undefined) return { state: "unknown" };
    await demandMayChange(trx, why.by, set);
    const ended = await revokeMachineIn(trx, services, set, why);
    return ended === undefined ? { state: "already" } : { state: "revoked", ended };
  });

/**
 * Revokes the machine within a transaction. The caller checks first that the actor may do this, and announces after the
 * commit what ended.
 *
 * @returns undefined if it had ended before
 */
export async function revokeMachineIn(
  trx: Trx,
  services: WithClock,
  set: FoundSet,
  { by, note }: Why,
): Promise<Ended | undefined> {
  if (!(await revokeBoundSet(trx, set.id))) return undefined;
  const about = { bound_set_id: set.id, user_id: set.userId, note, by: byOf(by) } as const;
  const whom = { by, user: set.userId, device: set.deviceJkt };
  await append(trx, deviceRevoked(services.clock(), set.deviceJkt, about), whom);
  const whose = { column: "bound_set_id", value: set.id } as const;
  const ending = { now: services.clock(), by };
  const logins = await refuseLogins(trx, ending, whose, "bound_set_revoked");
  const enrolments = await cancelEnrolments(trx, ending, set.id);
  const families = await endFamilies(trx, whose, { reason: "machine_revoked", by, now: services.clock() });
  return { logins, enrolments, families, machines: [set.deviceJkt] };
}
