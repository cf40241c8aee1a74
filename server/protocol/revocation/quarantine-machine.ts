import { byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { deviceQuarantined, deviceReleased } from "../../platform/audit/events/machines.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { type FoundSet, findBoundSet, quarantineDevice, releaseDevice } from "../../register/machines/revoke-keys.ts";
import { demandMayChange } from "../../register/people/hold-person.ts";
import { demandNoneRuns } from "../../register/recovery/demand-no-recovery.ts";
import { endSessionsOf } from "../../register/sessions/session-store.ts";
import { refuseLogins } from "../login/end/refuse-logins.ts";
import { endApprovalsOn, lockApprovals } from "../login/reusable-approval.ts";
import { type Ended, revoking, type Why } from "./revocation.ts";

/** The outcome of a quarantine or a release. Every outcome is returned. */
export type Quarantine =
  | { readonly state: "quarantined"; readonly ended: Pick<Ended, "logins" | "enrolments" | "machines"> }
  /** The machine may continue, and everything that it had counts again. */
  | { readonly state: "released"; readonly ended: Pick<Ended, "logins" | "enrolments" | "machines"> }
  | { readonly state: "unknown" }
  /** The machine was in that state before. */
  | { readonly state: "already" }
  /** The machine waits to be confirmed, or was revoked: none of its keys is active anyway. */
  | { readonly state: "not_active" };

/**
 * Quarantines a machine until an administrator has looked at it: none of its logins, tokens and sessions is active meanwhile (protocol
 * §4.7). It can be undone: tokens are left as they are and count again afterwards. Whatever was open ends for good, since a
 * stranger may be waiting at its other end: logins, sessions of the console, and approvals that count for later logins.
 *
 * @param id as typed: of the bound set, or the device id
 */
export const quarantineMachine = (
  services: WithChanges & WithClock & WithDb,
  id: string,
  why: Why,
): Promise<Quarantine> =>
  revoking(services, why.by, async (trx): Promise<Quarantine> => {
    const set = await findBoundSet(trx, id);
    if (set === undefined) return { state: "unknown" };
    await demandMayChange(trx, why.by, set);
    const logins = await quarantineIn(trx, services, set, why);
    if (logins === undefined) return { state: set.deviceState === "quarantined" ? "already" : "not_active" };
    return { state: "quarantined", ended: { logins, enrolments: [], machines: [set.deviceJkt] } };
  });

/**
 * Quarantines the machine within a transaction. The caller checks first that the actor may do this, and announces after the commit
 * what ended.
 *
 * @returns the logins that ended; undefined if the machine was not active
 */
export async function quarantineIn(
  trx: Trx,
  services: WithClock,
  set: FoundSet,
  why: Why,
): Promise<readonly string[] | undefined> {
  await lockApprovals(trx, set.id);
  if (!(await quarantineDevice(trx, set.deviceJkt))) return undefined;
  await append(trx, deviceQuarantined(services.clock(), set.deviceJkt, aboutOf(set, why)), whomOf(set, why));
  const whose = { column: "bound_set_id", value: set.id } as const;
  const logins = await refuseLogins(trx, { now: services.clock(), by: why.by }, whose, "device_quarantined");
  await endApprovalsOn(trx, set.deviceJkt, services.clock());
  await endSessionsOf(trx, whose, services.clock());
  return logins;
}

/**
 * Lets a machine that was quarantined continue.
 *
 * @param id as typed: of the bound set, or the device id
 * @throws ConsoleError `not_permitted`, `conflict` while a recovery of its person is under way
 */
export const releaseMachine = (services: WithChanges & WithClock & WithDb, id: string, why: Why): Promise<Quarantine> =>
  revoking(services, why.by, async (trx): Promise<Quarantine> => {
    const set = await findBoundSet(trx, id);
    if (set === undefined) return { state: "unknown" };
    await demandMayChange(trx, why.by, set);
    await demandNoneRuns(trx, services, why.by, set.userId);
    const now = services.clock();
    if (!(await releaseDevice(trx, set.deviceJkt, now)))
      return { state: set.deviceState === "active" ? "already" : "not_active" };
    await append(trx, deviceReleased(now, set.deviceJkt, aboutOf(set, why)), whomOf(set, why));
    return { state: "released", ended: { logins: [], enrolments: [], machines: [set.deviceJkt] } };
  });

const aboutOf = ({ id, userId }: FoundSet, { by, note }: Why) =>
  ({ bound_set_id: id, user_id: userId, note, by: byOf(by) }) as const;
const whomOf = ({ userId, deviceJkt }: FoundSet, { by }: Why) => ({ by, user: userId, device: deviceJkt });
