import { type Actor, byOf } from "../audit/actor.ts";
import { append } from "../audit/event-log.ts";
import { userRestored } from "../audit/events/user-restored.ts";
import { userSuspended } from "../audit/events/user-suspended.ts";
import { ConsoleError } from "../console/console-error.ts";
import { endSessionsOf } from "../console/session-store.ts";
import { holdActor } from "../directory/hold-actor.ts";
import { demandAnotherOwner, demandMayTouch } from "../directory/hold-person.ts";
import { findUserByName, setUserState } from "../directory/users.ts";
import type { Ground } from "../ground.ts";
import { endFamilies } from "./end-families.ts";
import { refuseLogins } from "./refuse-logins.ts";
import { type Revocation, revoking, type Why } from "./revocation.ts";

/**
 * Suspends a person: nothing of theirs may be used until they are restored, and what they had open or were given has ended. Their
 * machines stay enrolled.
 *
 * @param name as typed
 * @throws ConsoleError `not_permitted` where an owner, administrator or rule author is another owner's, or oneself; `last_owner`
 */
export const suspendUser = (ground: Ground, name: string, { by, note }: Why): Promise<Revocation> =>
  revoking(ground, by, async (trx) => {
    const user = await findUserByName(trx, name);
    if (user === undefined || user.state === "offboarded") return { state: "unknown" };
    await demandMayTouch(trx, by, user);
    if (by.kind === "person" && by.userId === user.id)
      throw new ConsoleError("not_permitted", { description: "Nobody suspends themselves, so nothing was changed." });
    await demandAnotherOwner(trx, user);
    if (!(await setUserState(trx, user.id, "suspended"))) return { state: "already" };
    await append(trx, userSuspended(ground.clock(), user.id, { note, by: byOf(by) }), { by, user: user.id });
    const whose = { column: "user_id", value: user.id } as const;
    const logins = await refuseLogins(trx, { now: ground.clock(), by }, whose, "user_inactive");
    const families = await endFamilies(trx, ground, whose, "user_suspended", by);
    await endSessionsOf(trx, whose, ground.clock()); // somebody else may sit in one: it does not come back with the person
    return { state: "revoked", ended: { logins, enrolments: [], families } };
  });

/** The person may log in again. @returns `already` where they were never suspended */
export const restoreUser = (ground: Ground, name: string, by: Actor): Promise<"restored" | "unknown" | "already"> =>
  ground.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const user = await findUserByName(trx, name);
    if (user === undefined) return "unknown";
    if (user.state === "offboarded") return "unknown"; // for good
    await demandMayTouch(trx, by, user);
    if (!(await setUserState(trx, user.id, "active"))) return "already";
    await append(trx, userRestored(ground.clock(), user.id, { by: byOf(by) }), { by, user: user.id });
    return "restored";
  });
