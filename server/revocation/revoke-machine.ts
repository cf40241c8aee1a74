import { byOf } from "../audit/actor.ts";
import { append } from "../audit/event-log.ts";
import { deviceRevoked } from "../audit/events/device-revoked.ts";
import { findBoundSet, revokeBoundSet } from "../directory/revoke-keys.ts";
import type { Ground } from "../ground.ts";
import { endFamilies } from "./end-families.ts";
import { refuseEnrolments } from "./refuse-enrolments.ts";
import { refuseLogins } from "./refuse-logins.ts";
import { type Revocation, revoking, type Why } from "./revocation.ts";

/**
 * Revokes a machine for good, with every key of its bound set: device key, extensions, passkeys, those that wait to be confirmed
 * too. Whoever uses it next enrols it anew.
 *
 * @param id as typed: of the bound set, or the device id
 */
export const revokeMachine = (ground: Ground, id: string, { by, note }: Why): Promise<Revocation> =>
  revoking(ground, by, async (trx) => {
    const set = await findBoundSet(trx, id);
    if (set === undefined) return { state: "unknown" };
    if (!(await revokeBoundSet(trx, set.id))) return { state: "already" };
    const about = { bound_set_id: set.id, user_id: set.userId, note, by: byOf(by) } as const;
    const whom = { by, user: set.userId, device: set.deviceJkt };
    await append(trx, deviceRevoked(ground.clock(), set.deviceJkt, about), whom);
    const whose = { column: "bound_set_id", value: set.id } as const;
    const logins = await refuseLogins(trx, ground, whose, "bound_set_revoked");
    const enrolments = await refuseEnrolments(trx, ground, set.id);
    const families = await endFamilies(trx, ground, whose, "machine_revoked", by);
    return { state: "revoked", ended: { logins, enrolments, families } };
  });
