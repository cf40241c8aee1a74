import { refuse } from "@nearside/shared/chain/refusal.ts";
import { NO_DEMANDS, type TicketDemands, ticketDemandsSchema } from "@nearside/shared/ticket-demands.ts";
import * as v from "valibot";
import type { Db, Trx } from "../store/database.ts";
import { ticketHash } from "./tickets.ts";

// The contract: reserving and consuming are conditional writes; of several callers at once exactly as many are told true as the
// ticket has uses.

export interface ReservedTicket {
  readonly hash: string;
  readonly userId: string;
  readonly userName: string;
  readonly expiresAt: number;
  readonly demands: TicketDemands;
}

export interface JudgedTicket extends ReservedTicket {
  /** Why that device key may not have it; undefined where it may. */
  readonly reason: "other_user" | "user_inactive" | "used" | "expired" | "revoked" | "other_device" | undefined;
  /** That device key has one of its uses already. */
  readonly isResumed: boolean;
}

/** @param stored column `demands` */
export const readDemands = (stored: string | null): TicketDemands =>
  stored === null ? NO_DEMANDS : v.parse(ticketDemandsSchema, JSON.parse(stored));

/**
 * The ticket as it lies there, and whether that device key could reserve one of its uses; undefined where there is none.
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
    .leftJoin("ticket_uses", (join) =>
      join.onRef("ticket_uses.ticket_hash", "=", "tickets.hash").on("ticket_uses.device_jkt", "=", deviceJkt),
    )
    .select(["tickets.user_id", "tickets.expires_at", "tickets.revoked_at", "tickets.demands"])
    .select(["tickets.uses", "tickets.reserved", "tickets.consumed"])
    .select(["users.name", "users.state", "ticket_uses.reserved_at", "ticket_uses.consumed_at"])
    .where("tickets.hash", "=", hash)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const isResumed = row.reserved_at !== null;
  const reason = () => {
    if (row.name !== userName) return "other_user";
    if (row.state !== "active") return "user_inactive";
    if (row.revoked_at !== null) return "revoked";
    if (row.consumed_at !== null || row.consumed >= row.uses) return "used";
    if (now >= row.expires_at) return "expired";
    return isResumed || row.reserved < row.uses ? undefined : "other_device";
  };
  return {
    hash,
    userId: row.user_id,
    userName: row.name,
    expiresAt: row.expires_at,
    demands: readDemands(row.demands),
    isResumed,
    reason: reason(),
  };
}

/** @throws Refused `ticket_invalid` for every reason alike: a stranger learns nothing */
export async function demandTicket(...judged: Parameters<typeof judgeTicket>): Promise<JudgedTicket> {
  const ticket = await judgeTicket(...judged);
  if (ticket === undefined || ticket.reason !== undefined) return refuse("ticket_invalid", "ticket");
  return ticket;
}

/**
 * One of the ticket's uses, reserved for that device key: a free one, or its own, which it may resume (protocol §3.2).
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
  await holdTicket(trx, await ticketHash(ticket));
  const found = await demandTicket(trx, ticket, userName, deviceJkt, now);
  if (found.isResumed) return found;
  const reserved = await trx
    .updateTable("tickets")
    .set((tickets) => ({ reserved: tickets("reserved", "+", 1) }))
    .where("hash", "=", found.hash)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .whereRef("reserved", "<", "uses")
    .returning("hash")
    .executeTakeFirst();
  if (reserved === undefined) refuse("ticket_invalid", "ticket");
  const use = { ticket_hash: found.hash, device_jkt: deviceJkt, reserved_at: now, consumed_at: null };
  await trx.insertInto("ticket_uses").values(use).execute();
  return found;
}

/** Keeps the ticket for this transaction alone: before any enrolment that it began, as {@link reserveTicket} does. */
export async function holdTicket(trx: Trx, hash: string): Promise<void> {
  await trx.selectFrom("tickets").select("hash").where("hash", "=", hash).forNoKeyUpdate().execute();
}

/**
 * Uses up what that device key has of the ticket.
 *
 * @returns whether it was the bootstrap ticket; undefined where it was used before, taken back, or is not this device's: whoever
 * is told so writes nothing
 */
export async function consumeTicket(
  trx: Trx,
  hash: string,
  deviceJkt: string,
  now: number,
): Promise<{ readonly bootstrap: boolean } | undefined> {
  await holdTicket(trx, hash);
  const use = trx.updateTable("ticket_uses").set({ consumed_at: now }).where("ticket_hash", "=", hash);
  const used = await use
    .where("device_jkt", "=", deviceJkt)
    .where("consumed_at", "is", null)
    .returning("device_jkt")
    .executeTakeFirst();
  if (used === undefined) return undefined;
  const ticket = await trx
    .updateTable("tickets")
    .set((tickets) => ({ consumed: tickets("consumed", "+", 1) }))
    .where("hash", "=", hash)
    .where("revoked_at", "is", null)
    .whereRef("consumed", "<", "uses")
    .returning("bootstrap")
    .executeTakeFirst();
  return ticket && { bootstrap: ticket.bootstrap === 1 };
}
