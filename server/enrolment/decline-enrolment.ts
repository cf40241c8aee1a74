import { refuse } from "@nearside/shared/chain/refusal.ts";
import type { Actor } from "../audit/actor.ts";
import { append } from "../audit/event-log.ts";
import { enrolmentRefused } from "../audit/events/enrolment-refused.ts";
import { holdActor } from "../directory/hold-actor.ts";
import { demandActiveUser } from "../directory/users.ts";
import type { Ground } from "../ground.ts";
import { demandNoWayBack } from "../recovery/demand-no-way-back.ts";
import type { Trx } from "../store/database.ts";
import { holdNewKeys, keepOut } from "./bound-set-store.ts";
import { currentEnrolment, demandState, logEnrolmentRefusal } from "./current-enrolment.ts";
import { demandMayEnrol } from "./demand-may-decide.ts";
import type { EnrolmentIn } from "./enrolment.ts";
import { holdEnrolment, moveEnrolment } from "./enrolment-store.ts";
import { readDemands } from "./ticket-store.ts";
import { createTicket, type NewTicket } from "./tickets.ts";
import { refuse as refuseNext } from "./transitions.ts";

type Pending = EnrolmentIn<"pending">;

/**
 * An administrator does not let it in. Its keys can never come in again, and the person reads why.
 *
 * @param note to the person; null where nothing is said
 * @throws Refused `enrolment_unknown`, `enrolment_settled`
 */
export const declineEnrolment = (
  ground: Ground,
  id: string,
  { note, by }: { readonly note: string | null; readonly by: Actor },
): Promise<void> =>
  deciding(ground, id, async (trx, enrolment) => {
    await holdActor(trx, by);
    await end(ground, trx, enrolment, { reason: "declined", note, by });
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
  ground: Ground,
  id: string,
  { note, seconds, by }: { readonly note: string; readonly seconds: number; readonly by: Actor },
): Promise<NewTicket | undefined> =>
  deciding(ground, id, async (trx, enrolment) => {
    await holdActor(trx, by);
    await demandMayEnrol(trx, by, enrolment.userId);
    await demandActiveUser(trx, enrolment.userId);
    if (enrolment.ticketHash !== null) await demandNoWayBack(trx, ground, by, enrolment.userId); // its own two make the next ticket
    const ticket = await ticketAfter(ground, trx, enrolment, seconds, by);
    await end(ground, trx, enrolment, { reason: "asked_again", note, by });
    return ticket;
  });

async function ticketAfter(
  ground: Ground,
  trx: Trx,
  { ticketHash, userId }: Pending,
  seconds: number,
  by: Actor,
): Promise<NewTicket | undefined> {
  if (ticketHash === null) return undefined;
  const before = await trx.selectFrom("tickets").select("demands").where("hash", "=", ticketHash).executeTakeFirst();
  const demands = readDemands(before?.demands ?? null);
  return createTicket(trx, { user: { id: userId }, by, seconds, demands }, ground);
}

async function deciding<T>(ground: Ground, id: string, run: (trx: Trx, enrolment: Pending) => Promise<T>): Promise<T> {
  const current = await currentEnrolment(ground, id);
  const decided = await logEnrolmentRefusal(ground, "decision", id, async () => {
    const pending = demandState(current, "pending");
    return ground.db.transaction().execute((trx) => run(trx, pending));
  });
  ground.changes.announce(id);
  return decided;
}

interface End {
  readonly reason: "declined" | "asked_again";
  readonly note: string | null;
  readonly by: Actor;
}

/** Words may have been mistyped since it was read: a no is never lost for that. */
async function end(ground: Ground, trx: Trx, read: Pending, { reason, note, by }: End): Promise<void> {
  await holdNewKeys(trx, read);
  const held = await holdEnrolment(trx, read.id);
  const next = held?.state === "pending" ? refuseNext(held, reason, note) : undefined;
  if (held === undefined || next === undefined || !(await moveEnrolment(trx, held, next)))
    return refuse("enrolment_settled", "enrolment");
  await keepOut(trx, read);
  const data = { reason, by: "administrator", ...(note === null ? {} : { note }) } as const;
  await append(trx, enrolmentRefused(ground.clock(), read.id, data), { by });
}
