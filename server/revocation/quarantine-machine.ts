import { byOf } from "../audit/actor.ts";
import { append } from "../audit/event-log.ts";
import { deviceQuarantined } from "../audit/events/device-quarantined.ts";
import { deviceReleased } from "../audit/events/device-released.ts";
import { endSessionsOf } from "../console/session-store.ts";
import { demandMayTouch } from "../directory/hold-person.ts";
import { type FoundSet, findBoundSet, letGoOn, setAside } from "../directory/revoke-keys.ts";
import type { Ground } from "../ground.ts";
import { endStandingOn, lockStanding } from "../login/end-standing.ts";
import { demandNoneRuns } from "../recovery/demand-no-way-back.ts";
import type { Trx } from "../store/database.ts";
import { refuseLogins } from "./refuse-logins.ts";
import { type Ended, revoking, type Why } from "./revocation.ts";

/** What came of it. */
export type Quarantine =
  | { readonly state: "quarantined"; readonly ended: Pick<Ended, "logins" | "enrolments"> }
  /** It may go on, and all that it had counts again. */
  | { readonly state: "released" }
  | { readonly state: "unknown" }
  /** It was so before. */
  | { readonly state: "already" }
  /** It waits to be confirmed, or was revoked: nothing of it counts as it is. */
  | { readonly state: "not_in_force" };

/**
 * Sets a machine aside until somebody has looked at it: no login, no token, no session of it counts meanwhile (protocol §4.7). It can
 * be undone: tokens are left as they are and count again afterwards. What was open ends for good, since somebody
 * else may be waiting at its other end: logins, sessions of the console, and approvals that stand for later logins.
 *
 * @param id as typed: of the bound set, or the device id
 */
export const quarantineMachine = (ground: Ground, id: string, why: Why): Promise<Quarantine> =>
  revoking(ground, why.by, async (trx): Promise<Quarantine> => {
    const set = await findBoundSet(trx, id);
    if (set === undefined) return { state: "unknown" };
    await demandMayTouch(trx, why.by, set);
    const logins = await quarantineIn(trx, ground, set, why);
    if (logins === undefined) return { state: set.deviceState === "quarantined" ? "already" : "not_in_force" };
    return { state: "quarantined", ended: { logins, enrolments: [] } };
  });

/**
 * The same within a transaction, by somebody of whom it was asked whether they may. Announce what ended after the commit.
 *
 * @returns the logins that ended; undefined where the machine was not in force
 */
export async function quarantineIn(
  trx: Trx,
  ground: Pick<Ground, "clock">,
  set: FoundSet,
  why: Why,
): Promise<readonly string[] | undefined> {
  await lockStanding(trx, set.id);
  if (!(await setAside(trx, set.deviceJkt))) return undefined;
  await append(trx, deviceQuarantined(ground.clock(), set.deviceJkt, aboutOf(set, why)), whomOf(set, why));
  const whose = { column: "bound_set_id", value: set.id } as const;
  const logins = await refuseLogins(trx, { now: ground.clock(), by: why.by }, whose, "device_quarantined");
  await endStandingOn(trx, set.deviceJkt, ground.clock());
  await endSessionsOf(trx, whose, ground.clock());
  return logins;
}

/**
 * Lets a machine that was set aside go on.
 *
 * @param id as typed: of the bound set, or the device id
 * @throws ConsoleError `not_permitted`, `conflict` while a way back of its person is under way
 */
export const releaseMachine = (ground: Ground, id: string, why: Why): Promise<Quarantine> =>
  revoking(ground, why.by, async (trx): Promise<Quarantine> => {
    const set = await findBoundSet(trx, id);
    if (set === undefined) return { state: "unknown" };
    await demandMayTouch(trx, why.by, set);
    await demandNoneRuns(trx, ground, why.by, set.userId);
    const now = ground.clock();
    if (!(await letGoOn(trx, set.deviceJkt, now)))
      return { state: set.deviceState === "active" ? "already" : "not_in_force" };
    await append(trx, deviceReleased(now, set.deviceJkt, aboutOf(set, why)), whomOf(set, why));
    return { state: "released" };
  });

const aboutOf = ({ id, userId }: FoundSet, { by, note }: Why) =>
  ({ bound_set_id: id, user_id: userId, note, by: byOf(by) }) as const;
const whomOf = ({ userId, deviceJkt }: FoundSet, { by }: Why) => ({ by, user: userId, device: deviceJkt });
