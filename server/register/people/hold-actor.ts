import { may } from "@nearside/shared/roles.ts";
import type { Actor } from "../../platform/audit/actor.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx } from "../../platform/store/database.ts";
import { takeTurn } from "../../platform/store/take-turn.ts";
import { consoleTexts } from "../../texts/console.ts";

/**
 * Demands that the actor of a change still may make it. Changes of administrators come one after the other, so a role that was
 * lost or a person that was suspended by the one before is seen here (threat I1), and so is a machine or passkey that was revoked
 * while its signature waited for its turn (threat R16). It comes before any other lock of the transaction.
 *
 * @throws ConsoleError `not_permitted`
 */
export async function holdActor(trx: Trx, by: Actor): Promise<void> {
  await takeTurn(trx, "administration");
  if (by.kind === "server_shell") return;
  const row = await trx.selectFrom("users").select(["role", "state"]).where("id", "=", by.userId).executeTakeFirst();
  if (row === undefined || row.state !== "active" || !may(row.role, by.permission))
    throw new ConsoleError("not_permitted");
  if (await isNoLongerActive(trx, by))
    throw new ConsoleError("not_permitted", {
      description: consoleTexts.account.actorEnded,
    });
}

/** Revoked keys stay in the database, marked, so each is found. */
async function isNoLongerActive(
  trx: Trx,
  { deviceJkt, changeId }: Extract<Actor, { kind: "person" }>,
): Promise<boolean> {
  const machine = await trx
    .selectFrom("devices")
    .select("jkt")
    .where("jkt", "=", deviceJkt)
    .where("state", "<>", "active")
    .executeTakeFirst();
  if (machine !== undefined) return true;
  const passkey = await trx
    .selectFrom("console_changes")
    .innerJoin("passkeys", "passkeys.credential_id", "console_changes.credential_id")
    .select("passkeys.credential_id")
    .where("console_changes.id", "=", changeId)
    .where("passkeys.state", "<>", "active")
    .executeTakeFirst();
  return passkey !== undefined;
}
