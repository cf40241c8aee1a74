import { TICKET_SECONDS } from "@nearside/shared/lifetimes.ts";
import { sha256Base64url } from "@nearside/shared/sha256.ts";
import { append } from "../audit/event-log.ts";
import { ticketCreated } from "../audit/events/ticket-created.ts";
import { demandActiveUser, type UserRow } from "../directory/users.ts";
import type { Random, Surroundings } from "../ground.ts";
import type { Trx } from "../store/database.ts";

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

/** What is stored of a ticket, in canonical form. */
export const ticketHash = (ticket: string): Promise<string> => sha256Base64url(ticket);

/**
 * Makes a ticket for the user (protocol §3.1): single use, 15 minutes, kept as a hash.
 *
 * @throws Refused `user_inactive`
 */
export async function createTicket(
  trx: Trx,
  { user, origin }: { readonly user: UserRow; readonly origin: "first_start" | "server_shell" },
  { clock, random }: Pick<Surroundings, "clock" | "random">,
): Promise<NewTicket> {
  await demandActiveUser(trx, user.id); // nobody leaves while one is made
  const ticket = randomTicket(random);
  const hash = await ticketHash(ticket);
  const at = clock();
  const expiresAt = at + TICKET_SECONDS * 1000;
  const bootstrap = origin === "first_start";
  await trx
    .insertInto("tickets")
    .values({
      hash,
      user_id: user.id,
      bootstrap: bootstrap ? 1 : 0,
      expires_at: expiresAt,
      reserved_by: null,
      consumed_at: null,
      created_at: at,
    })
    .execute();
  await append(trx, ticketCreated(at, user.id, { hash, bootstrap, by: origin, expires_at: expiresAt }));
  return { ticket, expiresAt };
}
