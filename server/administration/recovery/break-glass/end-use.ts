import type { Actor } from "../../../platform/audit/actor.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { breakGlassEnded, breakGlassReviewed } from "../../../platform/audit/events/break-glass.ts";
import { ConsoleError } from "../../../platform/http/console-error.ts";
import type { Trx, WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { holdActor } from "../../../register/people/hold-actor.ts";
import { endTicketOf } from "../../tickets/end-ticket.ts";

/**
 * Ends everything that a code opened: its page, its ticket, and a machine that waits for its words. A machine that is active
 * by now is revoked as any other.
 *
 * @throws ConsoleError `not_permitted`, `unknown`; `conflict` if it had ended before
 */
export async function endUse(services: WithChanges & WithClock & WithDb, id: string, by: Actor): Promise<void> {
  const ended = await services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const now = services.clock();
    const use = await trx
      .updateTable("break_glass_uses")
      .set({ ended_at: now })
      .where("id", "=", id)
      .where("ended_at", "is", null)
      .returning(["user_id", "ticket_hash"])
      .executeTakeFirst();
    if (use === undefined) throw await whyNot(trx, id);
    const enrolments = await endTicketOf(trx, use.ticket_hash, { now, by });
    await append(trx, breakGlassEnded(now, id, { user_id: use.user_id, enrolments: [...enrolments] }), {
      by,
      user: use.user_id,
    });
    return enrolments;
  });
  for (const enrolment of ended) services.changes.announce(enrolment);
}

/**
 * Records an owner's review of what happened. Until then every overview shows the use. A use is reviewed once, and the
 * review never changes.
 *
 * @throws ConsoleError `not_permitted`, `unknown`; `conflict` if it was reviewed before
 */
export async function reviewUse(services: WithClock & WithDb, id: string, says: string, by: Actor): Promise<void> {
  if (by.kind !== "person") throw new ConsoleError("not_permitted");
  await services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const now = services.clock();
    const use = await trx
      .updateTable("break_glass_uses")
      .set({ reviewed_at: now, reviewed_by: by.userId, review: says })
      .where("id", "=", id)
      .where("reviewed_at", "is", null)
      .returning("user_id")
      .executeTakeFirst();
    if (use === undefined) throw await whyNot(trx, id);
    await append(trx, breakGlassReviewed(now, id, { user_id: use.user_id, says }), { by, user: use.user_id });
  });
}

async function whyNot(trx: Trx, id: string): Promise<ConsoleError> {
  const use = await trx.selectFrom("break_glass_uses").select("id").where("id", "=", id).executeTakeFirst();
  return new ConsoleError(use === undefined ? "unknown" : "conflict");
}
