import { NO_DEMANDS, type TicketDemands } from "@nearside/shared/api/ticket-demands.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { TICKET_SECONDS } from "@nearside/shared/lifetimes.ts";
import { type Actor, type ByBreakGlass, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { ticketCreated } from "../../platform/audit/events/tickets.ts";
import type { Trx } from "../../platform/store/database.ts";
import type { Random, WithClock, WithRandom } from "../../platform/surroundings.ts";
import { demandActiveUser, type UserRow } from "../people/users.ts";

/** Crockford's base 32: no letter that a person takes for a digit. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUPS = 8;
const CHARACTERS_PER_GROUP = 4; // × 8 × 5 bits = 160 random bits; protocol §2 asks for 128

/** A ticket that was just made: shown once, to be typed within its lifetime. */
export interface NewTicket {
  readonly ticket: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** `XXXX-XXXX-…`, as `ticketSchema` of the wire reads it. */
export function randomTicket(random: Random): string {
  const bytes = random(GROUPS * CHARACTERS_PER_GROUP);
  const characters = Array.from(bytes, (byte) => ALPHABET.charAt(byte % ALPHABET.length)); // 256 is a multiple of 32
  return Array.from({ length: GROUPS }, (_, group) =>
    characters.slice(group * CHARACTERS_PER_GROUP, (group + 1) * CHARACTERS_PER_GROUP).join(""),
  ).join("-");
}

/** The stored hash of a ticket, made from its canonical form. */
export const ticketHash = (ticket: string): Promise<string> => sha256Base64url(ticket);

/** The maker of a ticket: the server itself at its first start, or a person who may. */
type TicketMaker = "first_start" | Actor | ByBreakGlass;

export interface TicketRequest {
  readonly user: Pick<UserRow, "id">;
  readonly by: TicketMaker;
  /** Its life. */
  readonly seconds?: number;
  /** The number of different machines of that user that may use it. */
  readonly uses?: number;
  readonly demands?: TicketDemands;
  /** A note for other administrators. */
  readonly note?: string | null;
}

/**
 * Makes a ticket for the user (protocol §3.1): stored as a hash, for one machine and 15 minutes unless the request names more.
 *
 * @throws Refused `user_inactive`
 */
export async function createTicket(
  trx: Trx,
  { user, by, seconds = TICKET_SECONDS, uses = 1, demands = NO_DEMANDS, note = null }: TicketRequest,
  { clock, random }: WithClock & WithRandom,
): Promise<NewTicket> {
  await demandActiveUser(trx, user.id); // no person leaves while a ticket for them is made
  const ticket = randomTicket(random);
  const hash = await ticketHash(ticket);
  const at = clock();
  const expiresAt = at + seconds * 1000;
  const bootstrap = by === "first_start";
  const origin = bootstrap ? by : byOf(by);
  const maker = bootstrap || by.kind !== "person" ? null : by.userId;
  await trx
    .insertInto("tickets")
    .values({
      hash,
      user_id: user.id,
      bootstrap: bootstrap ? 1 : 0,
      origin,
      made_by: maker,
      expires_at: expiresAt,
      uses,
      demands: isNone(demands) ? null : JSON.stringify(demands),
      note,
      created_at: at,
    })
    .execute();
  const made = ticketCreated(at, user.id, { hash, bootstrap, by: origin, expires_at: expiresAt, uses, demands, note });
  await append(trx, made, bootstrap || by.kind === "break_glass" ? {} : { by });
  return { ticket, expiresAt };
}

const isNone = ({ key_storage, device_bound, attested, aaguids }: TicketDemands): boolean =>
  key_storage === "file" && !device_bound && !attested && aaguids.length === 0;
