import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { ticketRevoked } from "../../platform/audit/events/tickets.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { demandMayEnrol } from "../../protocol/enrolment/demand-may-enrol.ts";
import { endAttempts } from "../../protocol/enrolment/tickets/end-attempts.ts";
import { holdActor } from "../../register/people/hold-actor.ts";

type TicketRevocation =
  | { readonly state: "revoked"; readonly ended: readonly string[] }
  | { readonly state: "unknown" }
  /** It was revoked, used up or had expired before. */
  | { readonly state: "settled" };

/**
 * Takes a ticket back: no enrolment begins with it, and enrolments that began with it end. An enrolment with all its proofs waits
 * for an administrator, who decides on it by itself.
 *
 * @param hash of the ticket, which names it
 * @throws ConsoleError `not_permitted`
 */
export async function revokeTicket(
  services: WithChanges & WithClock & WithDb,
  hash: string,
  by: Actor,
): Promise<TicketRevocation> {
  const revocation = await services.db.transaction().execute(async (trx): Promise<TicketRevocation> => {
    await holdActor(trx, by);
    const ticket = await trx.selectFrom("tickets").select("user_id").where("hash", "=", hash).executeTakeFirst();
    if (ticket === undefined) return { state: "unknown" };
    await demandMayEnrol(trx, by, ticket.user_id);
    const ended = await revokeHeldTicket(services, trx, hash, by);
    return ended === undefined ? { state: "settled" } : { state: "revoked", ended };
  });
  if (revocation.state === "revoked") for (const id of revocation.ended) services.changes.announce(id);
  return revocation;
}

/**
 * Revokes the ticket within a transaction by one conditional write, and ends the enrolments that began with it. The caller
 * checks first that the actor may do this, and announces after the commit which of them ended.
 *
 * @returns ids of the enrolments that ended; undefined if the ticket could no longer be used
 */
export async function revokeHeldTicket(
  { clock }: WithClock,
  trx: Trx,
  hash: string,
  by: Actor,
): Promise<readonly string[] | undefined> {
  const now = clock();
  const revoked = await trx
    .updateTable("tickets")
    .set({ revoked_at: now })
    .where("hash", "=", hash)
    .where("revoked_at", "is", null)
    .where("expires_at", ">", now)
    .whereRef("consumed", "<", "uses")
    .returning("user_id")
    .executeTakeFirst();
  if (revoked === undefined) return undefined;
  const ended = await endAttempts(trx, hash, { reason: "ticket_revoked", by, now });
  await append(trx, ticketRevoked(now, revoked.user_id, { hash, by: byOf(by), ended: [...ended] }), { by });
  return ended;
}
