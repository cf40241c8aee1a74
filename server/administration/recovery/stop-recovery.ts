import type { Actor } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { recoveryLapsed, recoveryStopped } from "../../platform/audit/events/recovery.ts";
import { ConsoleError } from "../../platform/http/console-error.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import { takeTurn } from "../../platform/store/take-turn.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import type { EnrolmentEnding } from "../../protocol/revocation/cancel-enrolments.ts";
import { findLastByTicket } from "../../register/enrolments/enrolment-store.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import type { HowStopped, Recovery } from "../../register/recovery/recovery.ts";
import { findOverdueRecoveries, findRecovery, moveRecovery } from "../../register/recovery/recovery-store.ts";
import { lapse, stop } from "../../register/recovery/transitions.ts";
import { consoleTexts } from "../../texts/console.ts";
import { endTicketOf } from "../tickets/end-ticket.ts";
import { demandPerson } from "./demand-administrators.ts";

/**
 * Stops a recovery, with its ticket and the machine that waits for its words. Any administrator may.
 *
 * @throws ConsoleError `not_permitted`, `unknown`, `conflict`
 */
export async function stopRecovery(
  services: WithChanges & WithClock & WithDb,
  id: string,
  note: string | null,
  by: Actor,
): Promise<void> {
  const { userId } = demandPerson(by);
  const ended = await services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const recovery = await findRecovery(trx, id);
    const enrolments = await stopNow(services, trx, recovery, { by: userId, how: "stopped", note }, { by });
    const data = { user_id: recovery.userId, note, enrolments: [...enrolments] };
    await append(trx, recoveryStopped(services.clock(), id, data), { by, user: recovery.userId });
    return enrolments;
  });
  for (const enrolment of ended) services.changes.announce(enrolment);
}

/**
 * Stops a recovery in the caller's transaction.
 *
 * @param named the actor whom the events of what ends with it name
 * @returns ids of the enrolments that ended, to be announced after the commit
 * @throws ConsoleError `conflict` if it has ended, or enrolled a machine
 */
export async function stopNow(
  services: WithClock,
  trx: Trx,
  recovery: Recovery,
  { by, how, note }: { readonly by: string; readonly how: HowStopped; readonly note: string | null },
  named: Pick<EnrolmentEnding, "by" | "objected">,
): Promise<readonly string[]> {
  const now = services.clock();
  const next = stop(recovery, by, now, how, note);
  if (next === undefined || !(await moveRecovery(trx, recovery, next))) throw new ConsoleError("conflict");
  if (recovery.state !== "issued") return [];
  const ended = await endTicketOf(trx, recovery.ticketHash, { now, ...named });
  if ((await findLastByTicket(trx, recovery.ticketHash))?.state === "active")
    throw new ConsoleError("conflict", {
      description: consoleTexts.recovery.nothingToStop,
    });
  return ended;
}

/**
 * Ends the recoveries to which no one agreed in time, or for which no ticket was requested in time. Nothing depends on it, since
 * every step checks the time.
 */
export async function lapseRecoveries(services: WithClock & WithDb, most: number): Promise<void> {
  for (const recovery of await findOverdueRecoveries(services.db, services.clock(), most)) {
    const now = services.clock();
    const next = lapse(recovery, now);
    if (next === undefined) continue;
    await services.db.transaction().execute(async (trx) => {
      await takeTurn(trx, "administration");
      if (!(await moveRecovery(trx, recovery, next))) return;
      const about = { user: recovery.userId };
      await append(trx, recoveryLapsed(now, recovery.id, { user_id: recovery.userId }), about);
    });
  }
}
