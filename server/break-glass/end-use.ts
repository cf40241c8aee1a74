import type { Actor } from "../audit/actor.ts";
import { append } from "../audit/event-log.ts";
import { breakGlassEnded } from "../audit/events/break-glass-ended.ts";
import { breakGlassReviewed } from "../audit/events/break-glass-reviewed.ts";
import { ConsoleError } from "../console/console-error.ts";
import { holdActor } from "../directory/hold-actor.ts";
import type { Ground } from "../ground.ts";
import { endTicketOf } from "../recovery/end-ticket.ts";
import type { Trx } from "../store/database.ts";

/**
 * Ends what a code opened: its page, its ticket, and the machine that waits for its words. A machine that is in force by now is
 * revoked as any other.
 *
 * @throws ConsoleError `not_permitted`, `unknown`, `conflict` where it had ended
 */
export async function endUse(ground: Ground, id: string, by: Actor): Promise<void> {
  const ended = await ground.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const now = ground.clock();
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
  for (const enrolment of ended) ground.changes.announce(enrolment);
}

/**
 * An owner writes down what happened: until then it stands on everybody's overview. Once, and it stays as it was written.
 *
 * @throws ConsoleError `not_permitted`, `unknown`, `conflict` where it was reviewed before
 */
export async function reviewUse(ground: Ground, id: string, says: string, by: Actor): Promise<void> {
  await ground.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    if (by.kind !== "person") throw new ConsoleError("not_permitted");
    const now = ground.clock();
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
