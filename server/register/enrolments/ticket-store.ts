import { NO_DEMANDS, type TicketDemands, ticketDemandsSchema } from "@nearside/shared/api/ticket-demands.ts";
import * as v from "valibot";
import type { Db, Trx } from "../../platform/store/database.ts";
import { ticketHash } from "./create-ticket.ts";
import { findUnderWay } from "./enrolment-store.ts";
import { type StartedEnrolment, type TicketReason, TicketRefused } from "./ticket-refusals.ts";

// The contract: reserving, freeing and consuming are conditional writes; of several callers at once exactly as many succeed as
// the ticket has uses.

export interface ReservedTicket {
  readonly hash: string;
  readonly userId: string;
  readonly userName: string;
  readonly expiresAt: number;
  readonly demands: TicketDemands;
}

interface JudgedTicket extends ReservedTicket {
  /** The reason for which that device key may not have it; undefined if it may. */
  readonly reason: TicketReason | undefined;
  /** True if that device key has one of its uses already. */
  readonly isResumed: boolean;
  /** The device key of a use whose enrolment has ended with nothing proved: that use may go to another device key. */
  readonly spare: string | undefined;
  /** The enrolment of the other machine, if the reason is `other_device`. */
  readonly begun: StartedEnrolment | undefined;
}

/** @param stored column `demands` */
export const readDemands = (stored: string | null): TicketDemands =>
  stored === null ? NO_DEMANDS : v.parse(ticketDemandsSchema, JSON.parse(stored));

/**
 * Finds the stored ticket, and judges whether that device key could reserve one of its uses; undefined if there is no such
 * ticket.
 *
 * @param userName whom the person says the machine is for: another person's ticket is left as it is (threat R20)
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
  const isTaken = !isResumed && row.reserved >= row.uses;
  const { spare, begun } = isTaken ? await usesOf(db, hash, now) : { spare: undefined, begun: undefined };
  const reason = () => {
    if (row.name !== userName) return "other_user";
    if (row.state !== "active") return "user_inactive";
    if (row.revoked_at !== null) return "revoked";
    if (row.consumed_at !== null || row.consumed >= row.uses) return "used";
    if (now >= row.expires_at) return "expired";
    return isTaken && spare === undefined ? "other_device" : undefined;
  };
  const judged = reason();
  return {
    hash,
    userId: row.user_id,
    userName: row.name,
    expiresAt: row.expires_at,
    demands: readDemands(row.demands),
    isResumed,
    spare,
    reason: judged,
    begun: judged === "other_device" ? begun : undefined,
  };
}

/** Finds the uses of a ticket: one that may go to another device key, and the devices that enrol with the others. */
async function usesOf(db: Db | Trx, hash: string, now: number) {
  const unproved = await db
    .selectFrom("ticket_uses")
    .select("device_jkt")
    .where("ticket_hash", "=", hash)
    .where("consumed_at", "is", null)
    .orderBy("reserved_at")
    .orderBy("device_jkt")
    .execute();
  const underWay = await findUnderWay(db, [hash], now);
  const enrolling = new Set(underWay.map(({ deviceJkt }) => deviceJkt));
  const [latest] = underWay;
  return {
    spare: unproved.find(({ device_jkt }) => !enrolling.has(device_jkt))?.device_jkt,
    begun: latest && { hostname: latest.machine.hostname, at: latest.createdAt },
  };
}

/**
 * Demands a ticket that the device key may use.
 *
 * @throws TicketRefused
 */
export async function demandTicket(
  db: Db | Trx,
  ticket: string,
  userName: string,
  deviceJkt: string,
  now: number,
): Promise<JudgedTicket> {
  const judged = await judgeTicket(db, ticket, userName, deviceJkt, now);
  if (judged === undefined) throw new TicketRefused("unknown", undefined, now);
  if (judged.reason !== undefined) throw new TicketRefused(judged.reason, judged.begun, now);
  return judged;
}

/**
 * Reserves one of the ticket's uses for that device key (protocol §3.2): its own, which it may resume; a free one; or one whose
 * enrolment ended on another machine before its proofs were stored. While one is under way no other device key gets its use:
 * a thief who shows the ticket second ends nothing (threat R10).
 *
 * @throws TicketRefused
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
  if (found.spare !== undefined) {
    await passOn(trx, found.hash, found.spare, deviceJkt, now);
    return found;
  }
  const reserved = await trx
    .updateTable("tickets")
    .set((tickets) => ({ reserved: tickets("reserved", "+", 1) }))
    .where("hash", "=", found.hash)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .whereRef("reserved", "<", "uses")
    .returning("hash")
    .executeTakeFirst();
  if (reserved === undefined) throw new Error("a ticket that is held was changed by somebody else");
  const use = { ticket_hash: found.hash, device_jkt: deviceJkt, reserved_at: now, consumed_at: null };
  await trx.insertInto("ticket_uses").values(use).execute();
  return found;
}

/** One conditional write: the device key that had the use can't continue with it, and the new one alone can. */
async function passOn(trx: Trx, hash: string, from: string, to: string, now: number): Promise<void> {
  const passed = await trx
    .updateTable("ticket_uses")
    .set({ device_jkt: to, reserved_at: now })
    .where("ticket_hash", "=", hash)
    .where("device_jkt", "=", from)
    .where("consumed_at", "is", null)
    .returning("device_jkt")
    .executeTakeFirst();
  if (passed === undefined) throw new Error("a use of a ticket that is held was changed by somebody else");
}

/**
 * Gives every use back that got no proofs, in one conditional write on the ticket (protocol §3.1).
 *
 * @returns the user whose ticket it is; undefined if there was nothing to give back, or the ticket can no longer be used
 */
export async function freeUses(trx: Trx, hash: string, now: number): Promise<{ readonly userId: string } | undefined> {
  const freed = await trx
    .updateTable("tickets")
    .set((tickets) => ({ reserved: tickets.ref("consumed") }))
    .where("hash", "=", hash)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .whereRef("reserved", ">", "consumed")
    .returning("user_id")
    .executeTakeFirst();
  if (freed === undefined) return undefined;
  await trx.deleteFrom("ticket_uses").where("ticket_hash", "=", hash).where("consumed_at", "is", null).execute();
  return { userId: freed.user_id };
}

/** Keeps the ticket for this transaction alone: before any enrolment that it began, as {@link reserveTicket} does. */
export async function holdTicket(trx: Trx, hash: string): Promise<void> {
  await trx.selectFrom("tickets").select("hash").where("hash", "=", hash).forNoKeyUpdate().execute();
}

/**
 * Uses up what that device key has of the ticket.
 *
 * @returns `bootstrap` is true for the bootstrap ticket; undefined if its use is gone or is another device's: the caller writes nothing
 * then
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
