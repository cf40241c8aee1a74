import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { ticketFreed } from "../../platform/audit/events/tickets.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { demandMayEnrol } from "../../protocol/enrolment/demand-may-enrol.ts";
import { endAttempts } from "../../protocol/enrolment/tickets/end-attempts.ts";
import { freeUses } from "../../register/enrolments/ticket-store.ts";
import { holdActor } from "../../register/people/hold-actor.ts";

type TicketFreeing =
  | { readonly state: "freed"; readonly ended: readonly string[] }
  | { readonly state: "unknown" }
  /** No machine had started with it, or it could no longer be used. */
  | { readonly state: "settled" };

/**
 * Gives a ticket back to its person: enrolments that began with it end, and any machine of theirs can begin with it again. An
 * enrolment with all its proofs stays: its machine waits for its six words or is active, and its use is gone.
 *
 * @param hash of the ticket, which names it
 * @throws ConsoleError `not_permitted`
 */
export async function freeTicket(
  services: WithChanges & WithClock & WithDb,
  hash: string,
  by: Actor,
): Promise<TicketFreeing> {
  const freeing = await services.db.transaction().execute(async (trx): Promise<TicketFreeing> => {
    await holdActor(trx, by);
    const ticket = await trx.selectFrom("tickets").select("user_id").where("hash", "=", hash).executeTakeFirst();
    if (ticket === undefined) return { state: "unknown" };
    await demandMayEnrol(trx, by, ticket.user_id);
    const now = services.clock();
    const freed = await freeUses(trx, hash, now);
    if (freed === undefined) return { state: "settled" };
    const ended = await endAttempts(trx, hash, { reason: "ticket_freed", by, now });
    await append(trx, ticketFreed(now, freed.userId, { hash, by: byOf(by), ended: [...ended] }), { by });
    return { state: "freed", ended };
  });
  if (freeing.state === "freed") for (const id of freeing.ended) services.changes.announce(id);
  return freeing;
}
