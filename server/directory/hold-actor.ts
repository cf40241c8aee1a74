import { may } from "@nearside/shared/api/console/roles.ts";
import type { Actor } from "../audit/actor.ts";
import { ConsoleError } from "../console/console-error.ts";
import type { Trx } from "../store/database.ts";
import { takeTurn } from "../store/take-turn.ts";

/**
 * Whoever makes the change still may: changes of administrators come one after the other, and who lost their role or was
 * suspended by the one before is seen here (threat I1). Before any other lock of the transaction.
 *
 * @throws ConsoleError `not_permitted`
 */
export async function holdActor(trx: Trx, by: Actor): Promise<void> {
  await takeTurn(trx, "administration");
  if (by.kind === "server_shell") return;
  const row = await trx.selectFrom("users").select(["role", "state"]).where("id", "=", by.userId).executeTakeFirst();
  if (row === undefined || row.state !== "active" || !may(row.role, by.permission))
    throw new ConsoleError("not_permitted");
}
