import { byOf } from "../audit/actor.ts";
import { append } from "../audit/event-log.ts";
import { deviceRevoked } from "../audit/events/device-revoked.ts";
import { type FoundSet, revokeBoundSet } from "../directory/revoke-keys.ts";
import type { Ground } from "../ground.ts";
import type { Trx } from "../store/database.ts";
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
  ground: Pick<Ground, "clock">,
  set: FoundSet,
  { by, note }: Why,
): Promise<Ended | undefined> {
  if (!(await revokeBoundSet(trx, set.id))) return undefined;
  const about = { bound_set_id: set.id, user_id: set.userId, note, by: byOf(by) } as const;
  const whom = { by, user: set.userId, device: set.deviceJkt };
  await append(trx, deviceRevoked(ground.clock(), set.deviceJkt, about), whom);
  const whose = { column: "bound_set_id", value: set.id } as const;
  const ending = { now: ground.clock(), by };
  const logins = await refuseLogins(trx, ending, whose, "bound_set_revoked");
  const enrolments = await refuseEnrolments(trx, ending, set.id);
  const families = await endFamilies(trx, ground, whose, "machine_revoked", by);
  return { logins, enrolments, families };
}
