import { byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { deviceRevoked } from "../../platform/audit/events/machines.ts";
import type { Trx } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { type FoundSet, revokeBoundSet } from "../../register/people/revoke-keys.ts";
import { endFamilies } from "./end-families.ts";
import { refuseEnrolments } from "./refuse-enrolments.ts";
import { refuseLogins } from "./refuse-logins.ts";
import type { Ended, Why } from "./revocation.ts";

/**
 * Ends a machine for good, with every key of its bound set and all that rests on them: device key, extensions, passkeys, those that
 * wait to be confirmed too.
 *
 * @returns undefined where it had ended before
 */
export async function endMachine(
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
  const enrolments = await refuseEnrolments(trx, ending, set.id);
  const families = await endFamilies(trx, services, whose, "machine_revoked", by);
  return { logins, enrolments, families };
}
