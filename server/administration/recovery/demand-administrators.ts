import { may, type Permission } from "@nearside/shared/roles.ts";
import type { Actor, PersonActor } from "../../platform/audit/actor.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx } from "../../platform/store/database.ts";
import { consoleTexts } from "../../texts/console.ts";

/**
 * Demands a person of the console as actor: only they may act in a recovery. At the server's own shell a ticket is made instead.
 *
 * @throws ConsoleError `not_permitted`
 */
export function demandPerson(by: Actor): PersonActor {
  if (by.kind === "person") return by;
  throw new ConsoleError("not_permitted");
}

/**
 * Checks that the person who began a recovery, and the one who agreed, are still permitted to. If one of them was suspended or
 * lost the role since, the recovery would depend on one person alone (threat R28). Call it after `holdActor`, so that no role
 * changes meanwhile.
 *
 * @throws ConsoleError `conflict`
 */
export async function demandStillMay(
  trx: Trx,
  whose: readonly { readonly id: string; readonly permission: Permission }[],
): Promise<void> {
  for (const { id, permission } of whose) {
    const user = await trx.selectFrom("users").select(["role", "state"]).where("id", "=", id).executeTakeFirst();
    if (user?.state === "active" && may(user.role, permission)) continue;
    throw new ConsoleError("conflict", {
      description: consoleTexts.recovery.noAdministrator,
    });
  }
}
