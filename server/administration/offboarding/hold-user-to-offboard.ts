import type { Actor } from "../../platform/audit/actor.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { demandAnotherOwner, demandMayChange } from "../../register/people/hold-person.ts";
import type { UserRow } from "../../register/people/users.ts";
import { consoleTexts } from "../../texts/console.ts";

/** Names a person by their id, or by the user name as typed. */
export interface UserKey {
  readonly column: "id" | "name";
  readonly value: string;
}

export const findUserBy = (db: Db | Trx, { column, value }: UserKey): Promise<UserRow | undefined> =>
  db.selectFrom("users").selectAll().where(column, "=", value).executeTakeFirst();

/**
 * Reasons not to continue: the person left before, or a ticket was made for them at this very moment, so the caller starts again.
 */
type NotNow = "already" | "again";

const YOURSELF = consoleTexts.people.offboardSelf;

/**
 * Locks that person and the tickets that are theirs or that they made. From here on nothing of theirs is enrolled, approved,
 * redeemed or renewed, and a request that was quicker is visible (threat R16).
 *
 * @throws ConsoleError `not_permitted`, `last_owner`
 */
export async function holdUserToOffboard(trx: Trx, by: Actor, id: string): Promise<UserRow | NotNow> {
  await holdActor(trx, by);
  const tickets = await lockTickets(trx, id); // before the person: see "Locks in one order" in docs/architecture.md
  const user = await trx
    .selectFrom("users")
    .selectAll()
    .where("id", "=", id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  await demandMayChange(trx, by, user);
  if (by.kind === "person" && by.userId === id) throw new ConsoleError("not_permitted", { description: YOURSELF });
  if (user.state === "offboarded") return "already";
  await demandAnotherOwner(trx, user);
  const now = await trx.selectFrom("tickets").select("hash").where("user_id", "=", id).execute();
  return now.every(({ hash }) => tickets.has(hash)) ? user : "again";
}

async function lockTickets(trx: Trx, userId: string): Promise<ReadonlySet<string>> {
  const rows = await trx
    .selectFrom("tickets")
    .select("hash")
    .where((eb) => eb.or([eb("user_id", "=", userId), eb("made_by", "=", userId)]))
    .orderBy("hash")
    .forNoKeyUpdate()
    .execute();
  return new Set(rows.map(({ hash }) => hash));
}
