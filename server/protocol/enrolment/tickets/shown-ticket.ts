import type { Refused } from "@nearside/shared/refused.ts";
import type { AuditEvent } from "../../../platform/audit/define-event.ts";
import type { EventAbout } from "../../../platform/audit/event-listeners.ts";
import { append } from "../../../platform/audit/event-log.ts";
import { ticketRefused } from "../../../platform/audit/events/tickets.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { limitWrong } from "../../../platform/limits/limit-wrong.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { isTicketRefusal } from "../../../register/enrolments/ticket-refusals.ts";
import { judgeTicket } from "../../../register/enrolments/ticket-store.ts";

/** A ticket, with the machine that shows it. */
export interface ShownTicket {
  readonly ticket: string;
  readonly user: string;
  readonly deviceJkt: string;
}

/** A ticket that exists, as it was judged when it was shown. */
type JudgedTicket = NonNullable<Awaited<ReturnType<typeof judgeTicket>>>;

/** The refusals that are logged, and their event. */
interface RefusalLog {
  readonly concerns: (error: unknown) => error is Refused;
  /** @returns undefined if there is nothing to log */
  readonly eventOf: (refused: Refused, ticket: JudgedTicket, now: number) => AuditEvent | undefined;
  readonly about?: EventAbout;
}

/**
 * Runs a step for which a ticket is shown. A refusal goes to the security log under the person of the ticket, if there is such a ticket.
 *
 * @throws the error of the step
 */
export async function logShownTicket<T>(
  services: WithClock & WithDb,
  { ticket, user, deviceJkt }: ShownTicket,
  run: () => Promise<T>,
  { concerns, eventOf, about }: RefusalLog,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (concerns(error)) {
      const now = services.clock();
      const judged = await judgeTicket(services.db, ticket, user, deviceJkt, now);
      const event = judged && eventOf(error, judged, now);
      if (event !== undefined) await services.db.transaction().execute((trx) => append(trx, event, about));
    }
    throw error;
  }
}

/**
 * Runs a step for which a ticket is shown, and logs a refusal of the ticket itself (threats R10, R20).
 *
 * @param address the address from which it was shown
 */
export const logTicketRefusal = <T>(
  services: WithClock & WithDb,
  shown: ShownTicket,
  address: string,
  run: () => Promise<T>,
): Promise<T> =>
  logShownTicket(services, shown, run, {
    concerns: isTicketRefusal,
    eventOf: (_refused, { hash, userId, reason }, now) =>
      reason === undefined ? undefined : ticketRefused(now, userId, { ticket_hash: hash, reason }),
    about: { device: shown.deviceJkt, address },
  });

/**
 * Runs a step for which a ticket is shown. Wrong tickets are counted by address and in all (threat R17).
 *
 * @param address the address from which it was shown
 * @throws RateLimited before the ticket was looked at; the error of the step
 */
export const limitWrongTickets = <T>(services: WithBudgets, address: string, run: () => Promise<T>): Promise<T> =>
  limitWrong(
    services,
    {
      byAddress: "wrong_tickets",
      inAll: "wrong_tickets_in_all",
      isWrong: isTicketRefusal,
    },
    address,
    run,
  );
