import { isPrivileged } from "@nearside/shared/api/console/roles.ts";
import type { Actor } from "../audit/actor.ts";
import { ConsoleError } from "../console/console-error.ts";
import type { Trx } from "../store/database.ts";

/**
 * Whether they may change what is that person's. Who is an administrator or an owner is touched by owners only, or the lesser one
 * could put the greater one out (threat I1). After `holdActor`: nobody's role changes meanwhile.
 *
 * @throws ConsoleError `not_permitted`
 */
export async function demandMayTouch(trx: Trx, by: Actor, userId: string): Promise<void> {
  if (by.kind === "server_shell") return;
  const rows = await trx.selectFrom("users").select(["id", "role"]).where("id", "in", [by.userId, userId]).execute();
  const [actor, subject] = [by.userId, userId].map((id) => rows.find((row) => row.id === id)?.role);
  if (subject === undefined || (isPrivileged(subject) && actor !== "owner")) throw new ConsoleError("not_permitted");
}
