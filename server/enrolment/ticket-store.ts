import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Trx } from "../store/database.ts";
import { ticketHash } from "./tickets.ts";

// The contract: reserving and consuming are conditional writes; of several callers at once exactly one is told true.

export interface ReservedTicket {
  readonly hash: string;
  readonly userId: string;
  readonly userName: string;
  readonly expiresAt: number;
}

/**
 * The ticket, reserved by that device key: by nobody before, or by this one, which may resume (protocol §3.2).
 *
 * @param userName whom the person says the machine is for: somebody else's ticket is left as it is (threat R20)
 * @throws Refused `ticket_invalid` for every reason alike: a stranger learns nothing
 */
export async function reserveTicket(
  trx: Trx,
  ticket: string,
  userName: string,
  deviceJkt: string,
  now: number,
): Promise<ReservedTicket> {
  const hash = await ticketHash(ticket);
  const row = await trx
    .selectFrom("tickets")
    .innerJoin("users", "users.id", "tickets.user_id")
    .select(["tickets.user_id", "tickets.expires_at", "users.name", "users.state"])
    .where("tickets.hash", "=", hash)
    .executeTakeFirst();
  if (row === undefined || row.name !== userName || row.state !== "active") refuse("ticket_invalid", "ticket");
  const reserved = await trx
    .updateTable("tickets")
    .set({ reserved_by: deviceJkt })
    .where("hash", "=", hash)
    .where("consumed_at", "is", null)
    .where("expires_at", ">", now)
    .where((where) => where.or([where("reserved_by", "is", null), where("reserved_by", "=", deviceJkt)]))
    .returning("hash")
    .executeTakeFirst();
  if (reserved === undefined) refuse("ticket_invalid", "ticket");
  return { hash, userId: row.user_id, userName: row.name, expiresAt: row.expires_at };
}

/** @returns whether it was the bootstrap ticket; undefined where it was used before or its time is over */
export async function consumeTicket(
  trx: Trx,
  hash: string,
  deviceJkt: string,
  now: number,
): Promise<{ readonly bootstrap: boolean } | undefined> {
  const row = await trx
    .updateTable("tickets")
    .set({ consumed_at: now })
    .where("hash", "=", hash)
    .where("reserved_by", "=", deviceJkt)
    .where("consumed_at", "is", null)
    .returning("bootstrap")
    .executeTakeFirst();
  return row && { bootstrap: row.bootstrap === 1 };
}
