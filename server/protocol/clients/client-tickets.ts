import { encodeBase64url } from "@nearside/shared/encoding/base64url.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import * as v from "valibot";
import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { clientTicketCreated } from "../../platform/audit/events/clients.ts";
import type { Db, Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { type TicketPermission, ticketPermissionSchema } from "./permission.ts";

// The use of a ticket is a conditional write: of several callers at once, as many get true as it has uses left.

const TICKET_BYTES = 32;
/** By this prefix a person or a scanner that finds a ticket in a file recognises it. */
const PREFIX = "nct_";
const ticketSchema = v.pipe(v.string(), v.regex(/^nct_[A-Za-z0-9_-]{43}$/));

/** The initial access tokens (RFC 7591 §1.2), with their uses, their lifetimes and what they may register. */
export interface NewClientTicket {
  readonly allows: TicketPermission;
  readonly uses: number;
  /** Seconds. */
  readonly life: number;
}

/**
 * Makes a ticket. It is shown once, and stored as a hash.
 *
 * @returns the ticket and its end in epoch milliseconds
 * @throws ConsoleError `not_permitted`
 */
export const makeClientTicket = (
  services: WithClock & WithDb & WithRandom,
  newTicket: NewClientTicket,
  by: Actor,
): Promise<ClientTicketMade> =>
  services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    return insertClientTicket(trx, newTicket, by, services);
  });

interface ClientTicketMade {
  readonly ticket: string;
  readonly expiresAt: number;
}

async function insertClientTicket(
  trx: Trx,
  { allows, uses, life }: NewClientTicket,
  by: Actor,
  { clock, random }: WithClock & WithRandom,
): Promise<ClientTicketMade> {
  const ticket = PREFIX + encodeBase64url(random(TICKET_BYTES));
  const hash = await sha256Base64url(ticket);
  const at = clock();
  const expiresAt = at + life * 1000;
  await trx
    .insertInto("client_tickets")
    .values({ hash, data: JSON.stringify(allows), uses_left: uses, created_at: at, expires_at: expiresAt })
    .execute();
  const { detailTypes: detail_types, ...most } = allows;
  const event = { hash, ...most, detail_types, uses, expires_at: expiresAt, by: byOf(by) };
  await append(trx, clientTicketCreated(at, hash, event), { by });
  return { ticket, expiresAt };
}

interface ClientTicket {
  readonly hash: string;
  readonly allows: TicketPermission;
  /** The reason for which the ticket registers nothing; undefined if it registers. */
  readonly reason: "used_up" | "expired" | undefined;
}

/** Finds the stored ticket; undefined if there is no such ticket. @param now epoch milliseconds */
export async function findClientTicket(db: Db | Trx, ticket: string, now: number): Promise<ClientTicket | undefined> {
  if (!v.is(ticketSchema, ticket)) return undefined;
  const hash = await sha256Base64url(ticket);
  const row = await db.selectFrom("client_tickets").selectAll().where("hash", "=", hash).executeTakeFirst();
  if (row === undefined) return undefined;
  const reason = now >= row.expires_at ? "expired" : row.uses_left > 0 ? undefined : "used_up";
  return { hash, allows: v.parse(ticketPermissionSchema, JSON.parse(row.data)), reason };
}

/** Takes one of its uses. @returns false if none is left, or it has expired */
export async function useClientTicket(trx: Trx, hash: string, now: number): Promise<boolean> {
  const row = await trx
    .updateTable("client_tickets")
    .set((ticket) => ({ uses_left: ticket("uses_left", "-", 1) }))
    .where("hash", "=", hash)
    .where("uses_left", ">", 0)
    .where("expires_at", ">", now)
    .returning("hash")
    .executeTakeFirst();
  return row !== undefined;
}
