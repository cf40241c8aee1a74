import type { Role } from "@nearside/shared/roles.ts";
import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { userRoleChanged } from "../../platform/audit/events/people.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { demandAnotherOwner, holdPerson, mayGiveRoles } from "../../register/people/hold-person.ts";
import type { UserRow } from "../../register/people/users.ts";
import { GONE } from "./change-person.ts";

/**
 * Gives a person another role. It holds from their next request on: each one asks for it again. Owners alone do, never for
 * themselves, and the last one stays (threat I1).
 *
 * @param id any printable text
 * @returns false where they had it before
 * @throws ConsoleError `unknown`, `not_permitted`, `last_owner`, `conflict`
 */
export const changeRole = (services: WithClock & WithDb, id: string, role: Role, by: Actor): Promise<boolean> =>
  services.db.transaction().execute(async (trx) => {
    const user = await holdPerson(trx, by, id);
    if (!(await mayGiveRoles(trx, by))) throw new ConsoleError("not_permitted");
    if (by.kind === "person" && by.userId === user.id)
      throw new ConsoleError("not_permitted", {
        description: "Nobody changes their own role, so nothing was changed. Another owner can.",
      });
    if (user.state === "offboarded") throw new ConsoleError("conflict", { description: GONE });
    return setRole(trx, services, user, role, by);
  });

/** Writes it, where it differs and somebody else can still give roles. Nobody is asked whether they may. */
export async function setRole(trx: Trx, { clock }: WithClock, user: UserRow, role: Role, by: Actor): Promise<boolean> {
  if (user.role === role) return false;
  await demandAnotherOwner(trx, user);
  await trx.updateTable("users").set({ role }).where("id", "=", user.id).execute();
  const change = { from: user.role, to: role, by: byOf(by) };
  await append(trx, userRoleChanged(clock(), user.id, change), { by, user: user.id });
  return true;
}
