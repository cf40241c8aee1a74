import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Db, Trx } from "../store/database.ts";
import { ticketHash } from "./tickets.ts";

// The contract: reserving and consuming are conditional writes; of several callers at once exactly one is told true.

export interface ReservedTicket {
  readonly hash: string;
  readonly userId: string;
  readonly userName: string;
  readonly expiresAt: number;
}

export interface JudgedTicket extends ReservedTicket {
  /** Why that device key may not have it; undefined where it may. */
  readonly reason: "other_user" | "user_inactive" | "used" | "expired" | "other_device" | undefined;
}

/**
 * The ticket as it lies there, and whether that device key could reserve it; undefined where there is none.
 *
 * @param userName whom the person says the machine is for: somebody else's ticket is left as it is (threat R20)
 */
export async function judgeTicket(
  db: Db | Trx,
  ticket: string,
  userName: string,
  deviceJkt: string,
  now: number,
): Promise<JudgedTicket | undefined> {
  const hash = await ticketHash(ticket);
  const row = await db
    .selectFrom("tickets")
    .innerJoin("users", "users.id", "tickets.user_id")
    .select(["tickets.user_id", "tickets.expires_at", "tickets.reserved_by", "tickets.consumed_at"])
    .select(["users.name", "users.state"])
    .where("tickets.hash", "=", hash)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const reason = () => {
    if (row.name !== userName) return "other_user";
    if (row.state !== "active") return "user_inactive";
    if (row.consumed_at !== null) return "used";
    if (now >= row.expires_at) return "expired";
    return row.reserved_by === null || row.reserved_by === deviceJkt ? undefined : "other_device";
  };
  return { hash, userId: row.user_id, userName: row.name, expiresAt: row.expires_at, reason: reason() };
}

/** @throws Refused `ticket_invalid` for every reason alike: a stranger learns nothing */
export async function demandTicket(...judged: Parameters<typeof judgeTicket>): Promise<ReservedTicket> {
  const ticket = await judgeTicket(...judged);
  if (ticket === undefined || ticket.reason !== undefined) return refuse("ticket_invalid", "ticket");
  return ticket;
}

/**
 * The ticket, reserved by that device key: by nobody before, or by this one, which may resume (protocol §3.2).
 *
 * @throws Refused `ticket_invalid`, as {@link demandTicket}
 */
export async function reserveTicket(
  trx: Trx,
  ticket: string,
  userName: string,
  deviceJkt: string,
  now: number,
): Promise<ReservedTicket> {
  const found = await demandTicket(trx, ticket, userName, deviceJkt, now);
  const reserved = await trx
    .updateTable("tickets")
    .set({ reserved_by: deviceJkt })
    .where("hash", "=", found.hash)
    .where("consumed_at", "is", null)
    .where("expires_at", ">", now)
    .where((where) => where.or([where("reserved_by", "is", null), where("reserved_by", "=", deviceJkt)]))
    .returning("hash")
    .executeTakeFirst();
  if (reserved === undefined) refuse("ticket_invalid", "ticket");
  return found;
}

/** Keeps the ticket for this transaction alone: before any enrolment that it began, as {@link reserveTicket} does. */
export async function holdTicket(trx: Trx, hash: string): Promise<void> {
  await trx.selectFrom("tickets").select("hash").where("hash", "=", hash).forNoKeyUpdate().execute();
}

/** @returns whether it was the bootstrap ticket; undefined where it was used before, or is not this device's any more */
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
