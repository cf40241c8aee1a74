import type { Actor } from "../audit/actor.ts";
import { append } from "../audit/event-log.ts";
import { recoveryStopped } from "../audit/events/recovery-stopped.ts";
import { ConsoleError } from "../console/console-error.ts";
import { holdActor } from "../directory/hold-actor.ts";
import { findLastByTicket } from "../enrolment/enrolment-store.ts";
import type { Ground } from "../ground.ts";
import type { EnrolmentEnding } from "../revocation/refuse-enrolments.ts";
import type { Trx } from "../store/database.ts";
import { demandPerson } from "./administrator.ts";
import { endTicketOf } from "./end-ticket.ts";
import type { HowStopped, Recovery } from "./recovery.ts";
import { findRecovery, moveRecovery } from "./recovery-store.ts";
import { stop } from "./transitions.ts";

/**
 * Any administrator stops a way back, with the ticket that came of it and the machine that waits for its words.
 *
 * @throws ConsoleError `not_permitted`, `unknown`, `conflict`
 */
export async function stopRecovery(ground: Ground, id: string, note: string | null, by: Actor): Promise<void> {
  const { userId } = demandPerson(by);
  const ended = await ground.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const recovery = await findRecovery(trx, id);
    const enrolments = await stopNow(ground, trx, recovery, { by: userId, how: "stopped", note }, { by });
    const data = { user_id: recovery.userId, note, enrolments: [...enrolments] };
    await append(trx, recoveryStopped(ground.clock(), id, data), { by, user: recovery.userId });
    return enrolments;
  });
  for (const enrolment of ended) ground.changes.announce(enrolment);
}

/**
 * @param named what each thing that ends with it names in the log
 * @throws ConsoleError `conflict` where it is over, or a machine came in by it
 */
export async function stopNow(
  ground: Ground,
  trx: Trx,
  recovery: Recovery,
  { by, how, note }: { readonly by: string; readonly how: HowStopped; readonly note: string | null },
  named: Pick<EnrolmentEnding, "by" | "objected">,
): Promise<readonly string[]> {
  const now = ground.clock();
  const next = stop(recovery, by, now, how, note);
  if (next === undefined || !(await moveRecovery(trx, recovery, next))) throw new ConsoleError("conflict");
  if (recovery.state !== "issued") return [];
  const ended = await endTicketOf(trx, recovery.ticketHash, { now, ...named });
  if ((await findLastByTicket(trx, recovery.ticketHash))?.state === "active")
    throw new ConsoleError("conflict", {
      description:
        "A machine came in by this way back already, so there is nothing to stop. Quarantine or revoke that machine.",
    });
  return ended;
}
