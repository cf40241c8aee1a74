import type { Actor } from "../../audit/actor.ts";
import { holdActor } from "../../directory/hold-actor.ts";
import { demandMayTouch } from "../../directory/may-touch.ts";
import type { UserRow } from "../../directory/users.ts";
import type { Trx } from "../../store/database.ts";

/** Why somebody can't be offboarded as things are. */
export type NotNow =
  /** They were before. */
  | "already"
  /** Nobody would be left who can give roles. */
  | "last_owner"
  /** A person leaves by somebody else's hand: whoever lost a machine could else not say that it was not they. */
  | "yourself"
  /** A ticket was made for them at this very moment: begin again, and it is among what ends. */
  | "again";

/**
 * Keeps that person for this transaction alone, with the tickets that are theirs: nobody enrols, approves, redeems or renews
 * anything of theirs from here on, and who was quicker is seen (threat R16).
 *
 * @throws ConsoleError `not_permitted`
 */
export async function holdLeaver(trx: Trx, by: Actor, id: string): Promise<UserRow | NotNow> {
  await holdActor(trx, by);
  const tickets = await lockTickets(trx, id); // before the person: see "Locks in one order" in docs/architecture.md
  const user = await trx
    .selectFrom("users")
    .selectAll()
    .where("id", "=", id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  await demandMayTouch(trx, by, id);
  if (by.kind === "person" && by.userId === id) return "yourself";
  if (user.state === "offboarded") return "already";
  if (user.role === "owner" && !(await isOtherOwner(trx, id))) return "last_owner";
  const now = await trx.selectFrom("tickets").select("hash").where("user_id", "=", id).execute();
  return now.every(({ hash }) => tickets.has(hash)) ? user : "again";
}

async function lockTickets(trx: Trx, userId: string): Promise<ReadonlySet<string>> {
  const rows = await trx
    .selectFrom("tickets")
    .select("hash")
    .where("user_id", "=", userId)
    .orderBy("hash")
    .forNoKeyUpdate()
    .execute();
  return new Set(rows.map(({ hash }) => hash));
}

/** Another owner; changes of administrators come one after the other. */
async function isOtherOwner(trx: Trx, id: string): Promise<boolean> {
  const other = await trx
    .selectFrom("users")
    .select("id")
    .where("role", "=", "owner")
    .where("state", "=", "active")
    .where("id", "<>", id)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}
