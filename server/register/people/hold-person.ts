import { isPrivileged, may, type Permission, type Role } from "@nearside/shared/roles.ts";
import type { Actor } from "../../platform/audit/actor.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx } from "../../platform/store/database.ts";
import { consoleTexts } from "../../texts/console.ts";
import { holdActor } from "./hold-actor.ts";
import type { UserRow } from "./users.ts";

/**
 * Holds the person that a change is about, for this transaction alone. Owners, administrators and rule authors are changed by
 * owners only: a person who could suspend or rename one decides who else gets in (threat I1).
 *
 * @param id any printable text
 * @throws ConsoleError `unknown`, `not_permitted`
 */
export async function holdPerson(trx: Trx, by: Actor, id: string): Promise<UserRow> {
  await holdActor(trx, by);
  const user = await trx.selectFrom("users").selectAll().where("id", "=", id).forNoKeyUpdate().executeTakeFirst();
  if (user === undefined) throw new ConsoleError("unknown");
  await demandMayChange(trx, by, user);
  return user;
}

/** Demands that the actor may change a person of that role. @throws ConsoleError `not_permitted` */
export async function demandMayChange(trx: Trx, by: Actor, { role }: Pick<UserRow, "role">): Promise<void> {
  if (isPrivileged(role) && !(await mayGiveRoles(trx, by)))
    throw new ConsoleError("not_permitted", {
      description: consoleTexts.people.onlyOwners,
    });
}

/** True if the actor of this change may give and take roles, by whatever means they make it. */
export const mayGiveRoles = (trx: Trx, by: Actor): Promise<boolean> => actorMay(trx, by, "roles.manage");

/** True if the actor of this change has that permission. */
export async function actorMay(trx: Trx, by: Actor, permission: Permission): Promise<boolean> {
  if (by.kind === "server_shell") return true;
  const role = await roleOf(trx, by.userId);
  return role !== undefined && may(role, permission);
}

async function roleOf(trx: Trx, id: string): Promise<Role | undefined> {
  const row = await trx.selectFrom("users").select(["role", "state"]).where("id", "=", id).executeTakeFirst();
  return row?.state === "active" ? row.role : undefined;
}

/**
 * Demands that another person can still give roles when this one no longer can. Changes by administrators come one after the other
 * (see `holdActor`), so of two owners who lower each other at once the second is the last, and is refused.
 *
 * @throws ConsoleError `last_owner`
 */
export async function demandAnotherOwner(trx: Trx, { id, role, state }: UserRow): Promise<void> {
  if (role !== "owner" || state !== "active") return;
  const other = await trx
    .selectFrom("users")
    .select("id")
    .where("role", "=", "owner")
    .where("state", "=", "active")
    .where("id", "<>", id)
    .limit(1)
    .executeTakeFirst();
  if (other === undefined) throw new ConsoleError("last_owner");
}
