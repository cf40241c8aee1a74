import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { userRestored, userSuspended } from "../../platform/audit/events/people.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { demandAnotherOwner, demandMayChange } from "../../register/people/hold-person.ts";
import { findUserByName, setUserState } from "../../register/people/users.ts";
import { endSessionsOf } from "../../register/sessions/session-store.ts";
import { endFamilies } from "../../register/tokens/end-families.ts";
import { consoleTexts } from "../../texts/console.ts";
import { refuseLogins } from "../login/end/refuse-logins.ts";
import { machinesOf } from "./follow-standing.ts";
import { type Revocation, revoking, type Why } from "./revocation.ts";

/**
 * Suspends a person: nothing of theirs may be used until they are restored, and what they had open or were given has ended. Their
 * machines stay enrolled.
 *
 * @param name as typed
 * @throws ConsoleError `not_permitted` if an owner, administrator or rule author is another owner's, or oneself; `last_owner`
 */
export const suspendUser = (
  services: WithChanges & WithClock & WithDb,
  name: string,
  { by, note }: Why,
): Promise<Revocation> =>
  revoking(services, by, async (trx) => {
    const user = await findUserByName(trx, name);
    if (user === undefined || user.state === "offboarded") return { state: "unknown" };
    await demandMayChange(trx, by, user);
    if (by.kind === "person" && by.userId === user.id)
      throw new ConsoleError("not_permitted", { description: consoleTexts.people.suspendSelf });
    await demandAnotherOwner(trx, user);
    if (!(await setUserState(trx, user.id, "suspended"))) return { state: "already" };
    await append(trx, userSuspended(services.clock(), user.id, { note, by: byOf(by) }), { by, user: user.id });
    const whose = { column: "user_id", value: user.id } as const;
    const logins = await refuseLogins(trx, { now: services.clock(), by }, whose, "user_inactive");
    const families = await endFamilies(trx, whose, { reason: "user_suspended", by, now: services.clock() });
    await endSessionsOf(trx, whose, services.clock()); // a stranger may be in one: it does not come back with the person
    const machines = await machinesOf(trx, user.id);
    return { state: "revoked", ended: { logins, enrolments: [], families, machines } };
  });

/** The person may log in again. @returns `already` if they were never suspended */
export const restoreUser = (
  services: WithChanges & WithClock & WithDb,
  name: string,
  by: Actor,
): Promise<"restored" | "unknown" | "already"> =>
  revoking(services, by, async (trx) => {
    const user = await findUserByName(trx, name);
    if (user === undefined) return { state: "unknown" as const };
    if (user.state === "offboarded") return { state: "unknown" as const }; // that is for good
    await demandMayChange(trx, by, user);
    if (!(await setUserState(trx, user.id, "active"))) return { state: "already" as const };
    await append(trx, userRestored(services.clock(), user.id, { by: byOf(by) }), { by, user: user.id });
    return {
      state: "restored" as const,
      ended: { logins: [], enrolments: [], machines: await machinesOf(trx, user.id) },
    };
  }).then(({ state }) => state);
