import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Actor } from "../../../platform/audit/actor.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { enrolmentRefused } from "../../../platform/audit/events/enrolments.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { Trx, WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { holdNewKeys, revokeNewKeys } from "../../../register/enrolments/bound-set-store.ts";
import { createTicket, type NewTicket } from "../../../register/enrolments/create-ticket.ts";
import type { EnrolmentIn } from "../../../register/enrolments/enrolment.ts";
import { holdEnrolment, moveEnrolment } from "../../../register/enrolments/enrolment-store.ts";
import { readDemands } from "../../../register/enrolments/ticket-store.ts";
import { toRefused } from "../../../register/enrolments/transitions.ts";
import { holdActor } from "../../../register/people/hold-actor.ts";
import { demandActiveUser } from "../../../register/people/users.ts";
import { demandNoRecovery } from "../../../register/recovery/demand-no-recovery.ts";
import { currentEnrolment, demandState, logEnrolmentRefusal } from "../current-enrolment.ts";
import { demandMayEnrol } from "../demand-may-enrol.ts";

type Pending = EnrolmentIn<"pending">;

/**
 * An administrator does not admit it. Its keys can never be enrolled again, and the person reads why.
 *
 * @param note to the person; null where nothing is said
 * @throws Refused `enrolment_unknown`, `enrolment_settled`
 */
export const declineEnrolment = (
  services: WithChanges & WithClock & WithDb,
  id: string,
  { note, by }: { readonly note: string | null; readonly by: Actor },
): Promise<void> =>
  deciding(services, id, async (trx, enrolment) => {
    await holdActor(trx, by);
    await end(services, trx, enrolment, { reason: "declined", note, by });
  });

/**
 * An administrator wants it done again: this one ends, the person reads what to do otherwise, and for a machine there is a fresh
 * ticket that asks for what the first one asked. A further browser needs none (protocol §3.7).
 *
 * @returns the ticket, to be handed over; undefined for a browser
 * @throws Refused as {@link declineEnrolment}, `user_inactive`; ConsoleError `not_permitted`, `conflict` where the person comes back by two
 * administrators only
 */
export const askAgain = (
  services: WithChanges & WithClock & WithConfig & WithDb & WithRandom,
  id: string,
  { note, seconds, by }: { readonly note: string; readonly seconds: number; readonly by: Actor },
): Promise<NewTicket | undefined> =>
  deciding(services, id, async (trx, enrolment) => {
    await holdActor(trx, by);
    await demandMayEnrol(trx, by, enrolment.userId);
    await demandActiveUser(trx, enrolment.userId);
    if (enrolment.ticketHash !== null) await demandNoRecovery(trx, services, by, enrolment.userId); // its own two make the next ticket
    const ticket = await ticketAfter(services, trx, enrolment, seconds, by);
    await end(services, trx, enrolment, { reason: "asked_again", note, by });
    return ticket;
  });

async function ticketAfter(
  services: WithClock & WithRandom,
  trx: Trx,
  { ticketHash, userId }: Pending,
  seconds: number,
  by: Actor,
): Promise<NewTicket | undefined> {
  if (ticketHash === null) return undefined;
  const before = await trx.selectFrom("tickets").select("demands").where("hash", "=", ticketHash).executeTakeFirst();
  const demands = readDemands(before?.demands ?? null);
  return createTicket(trx, { user: { id: userId }, by, seconds, demands }, services);
}

async function deciding<T>(
  services: WithChanges & WithClock & WithDb,
  id: string,
  run: (trx: Trx, enrolment: Pending) => Promise<T>,
): Promise<T> {
  const current = await currentEnrolment(services, id);
  const decided = await logEnrolmentRefusal(services, "decision", id, async () => {
    const pending = demandState(current, "pending");
    return services.db.transaction().execute((trx) => run(trx, pending));
  });
  services.changes.announce(id);
  return decided;
}

interface End {
  readonly reason: "declined" | "asked_again";
  readonly note: string | null;
  readonly by: Actor;
}

/** Words may have been mistyped since it was read: a refusal is never lost for that. */
async function end(services: WithClock, trx: Trx, read: Pending, { reason, note, by }: End): Promise<void> {
  await holdNewKeys(trx, read);
  const held = await holdEnrolment(trx, read.id);
  const next = held?.state === "pending" ? toRefused(held, reason, note) : undefined;
  if (held === undefined || next === undefined || !(await moveEnrolment(trx, held, next)))
    return refuse("enrolment_settled", "enrolment");
  await revokeNewKeys(trx, read);
  const data = { reason, by: "administrator", ...(note === null ? {} : { note }) } as const;
  await append(trx, enrolmentRefused(services.clock(), read.id, data), { by });
}
