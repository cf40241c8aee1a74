import type { Role } from "@nearside/shared/roles.ts";
import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { userChanged, userRoleChanged } from "../../platform/audit/events/people.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { WithSecrets } from "../../platform/keys/server-secrets.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { demandAnotherOwner, holdPerson, mayGiveRoles } from "../../register/people/hold-person.ts";
import { reindexPerson } from "../../register/people/people-index.ts";
import type { UserRow } from "../../register/people/users.ts";
import { consoleTexts } from "../../texts/console.ts";
import { SimilarPeople } from "./similar-people.ts";

/** The full name and the address of a person. Their user name never changes, because evidence names them by it. */
interface PersonShown {
  readonly displayName: string;
  readonly email: string | null;
}

/**
 * Changes how a person is shown and reached.
 *
 * @param id any printable text
 * @returns false if nothing differs
 * @throws ConsoleError `unknown`, `not_permitted`, `conflict`; `invalid_request` naming the field
 */
export const changePerson = (
  services: WithClock & WithDb & WithSecrets,
  id: string,
  shown: PersonShown,
  by: Actor,
): Promise<boolean> =>
  services.db.transaction().execute(async (trx) => {
    const user = await holdPerson(trx, by, id);
    if (user.state === "offboarded") throw new ConsoleError("conflict", { description: GONE });
    const candidate = { name: user.name, ...shown };
    const problems = (await SimilarPeople.find(services, trx, [candidate])).problems(candidate, user.id);
    const fields = problems.filter(({ field }) => field !== "name"); // the user name stays, even if it looks like another one
    if (fields.length > 0) throw new ConsoleError("invalid_request", { fields });
    return setShown(trx, services, user, shown, by);
  });

const GONE = consoleTexts.people.left;

/**
 * Writes what differs, and nothing else. The caller has checked the permission.
 *
 * @returns false if nothing differs
 */
export async function setShown(
  trx: Trx,
  { clock }: WithClock,
  user: UserRow,
  { displayName, email }: PersonShown,
  by: Actor,
): Promise<boolean> {
  const renamed = user.display_name === displayName ? null : { from: user.display_name, to: displayName };
  const moved = user.email === email ? null : { from: user.email, to: email };
  if (renamed === null && moved === null) return false;
  await trx.updateTable("users").set({ display_name: displayName, email }).where("id", "=", user.id).execute();
  await append(trx, userChanged(clock(), user.id, { display_name: renamed, email: moved, by: byOf(by) }), {
    by,
    user: user.id,
  });
  await reindexPerson(trx, { ...user, display_name: displayName, email });
  return true;
}

/**
 * Gives a person another role. It applies from their next request on, since each request reads the role. Only owners may do it,
 * never for themselves, and the last owner stays one (threat I1).
 *
 * @param id any printable text
 * @returns false if they had that role before
 * @throws ConsoleError `unknown`, `not_permitted`, `last_owner`, `conflict`
 */
export const changeRole = (services: WithClock & WithDb, id: string, role: Role, by: Actor): Promise<boolean> =>
  services.db.transaction().execute(async (trx) => {
    const user = await holdPerson(trx, by, id);
    if (!(await mayGiveRoles(trx, by))) throw new ConsoleError("not_permitted");
    if (by.kind === "person" && by.userId === user.id)
      throw new ConsoleError("not_permitted", {
        description: consoleTexts.people.ownRole,
      });
    if (user.state === "offboarded") throw new ConsoleError("conflict", { description: GONE });
    return setRole(trx, services, user, role, by);
  });

/**
 * Writes the role if it differs. The caller has checked the permission.
 *
 * @returns false if they had that role before
 * @throws ConsoleError `last_owner` if no other person could give roles
 */
export async function setRole(trx: Trx, { clock }: WithClock, user: UserRow, role: Role, by: Actor): Promise<boolean> {
  if (user.role === role) return false;
  await demandAnotherOwner(trx, user);
  await trx.updateTable("users").set({ role }).where("id", "=", user.id).execute();
  const change = { from: user.role, to: role, by: byOf(by) };
  await append(trx, userRoleChanged(clock(), user.id, change), { by, user: user.id });
  return true;
}
