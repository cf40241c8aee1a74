import type { Actor } from "../audit/actor.ts";
import { ConsoleError } from "../console/console-error.ts";
import type { Trx } from "../store/database.ts";

/**
 * Whoever had a machine and has none in force any more comes back by two administrators and the cooling time only (protocol §9): one
 * administrator alone, or somebody who has an administrator's session, makes no ticket for them (threat R28). Who has the server's own
 * shell may.
 *
 * @throws ConsoleError `conflict`
 */
export async function demandNoWayBack(trx: Trx, by: Actor, userId: string): Promise<void> {
  if (by.kind === "server_shell") return;
  const machines = await trx
    .selectFrom("bound_sets")
    .innerJoin("devices", "devices.bound_set_id", "bound_sets.id")
    .select(["bound_sets.state", "devices.state as device"])
    .where("bound_sets.user_id", "=", userId)
    .where("bound_sets.confirmed_at", "is not", null)
    .execute();
  if (machines.length === 0 || machines.some(({ state, device }) => state === "active" && device === "active")) return;
  throw new ConsoleError("conflict", {
    description:
      "This person would have no other machine, so nothing was changed: somebody who says that the only machine is gone may be somebody else. Begin a way back, to which a second administrator agrees.",
  });
}
