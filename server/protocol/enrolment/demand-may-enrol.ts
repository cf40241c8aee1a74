import { isPrivileged } from "@nearside/shared/roles.ts";
import type { Actor } from "../../platform/audit/actor.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx } from "../../platform/store/database.ts";
import { mayGiveRoles } from "../../register/people/hold-person.ts";
import { consoleTexts } from "../../texts/console.ts";

/**
 * Demands that the person may admit machines of the other person, as both are stored now; call it after `holdActor`. A
 * ticket and the six words are worth as much as the person they are for. So only owners make tickets for owners, administrators
 * and rule authors and let their machines in: otherwise an administrator could enrol a machine of their own as an owner's (threat
 * I1).
 *
 * @throws ConsoleError `not_permitted`
 */
export async function demandMayEnrol(trx: Trx, by: Actor, userId: string): Promise<void> {
  const role = await roleOf(trx, userId);
  if (role !== undefined && isPrivileged(role) && !(await mayGiveRoles(trx, by)))
    throw new ConsoleError("not_permitted", {
      description: consoleTexts.tickets.ownersOnly,
    });
}

/**
 * Demands this for a decision too. No person decides about their own machine, since one person would read the words out and
 * type them. The exception is an owner where no other owner has an active machine. A person who cannot wait for another owner
 * has the server's own shell.
 *
 * @throws ConsoleError `own_enrolment`, `not_permitted`
 */
export async function demandMayConfirm(trx: Trx, by: Actor, userId: string): Promise<void> {
  await demandMayEnrol(trx, by, userId);
  if (by.kind === "server_shell" || by.userId !== userId) return;
  const isOwner = (await roleOf(trx, userId)) === "owner";
  if (!isOwner || (await isThereAnotherOwner(trx, userId))) throw new ConsoleError("own_enrolment");
}

const roleOf = async (trx: Trx, userId: string) =>
  (await trx.selectFrom("users").select("role").where("id", "=", userId).executeTakeFirst())?.role;

async function isThereAnotherOwner(trx: Trx, userId: string): Promise<boolean> {
  const other = await trx
    .selectFrom("users")
    .innerJoin("bound_sets", "bound_sets.user_id", "users.id")
    .select("users.id")
    .where("users.role", "=", "owner")
    .where("users.state", "=", "active")
    .where("users.id", "<>", userId)
    .where("bound_sets.state", "=", "active")
    .executeTakeFirst();
  return other !== undefined;
}
