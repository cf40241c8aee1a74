import { appendRefusal } from "../../../platform/audit/append-refusal.ts";
import { ticketRefused } from "../../../platform/audit/events/tickets.ts";
import type { WithBudgets } from "../../../platform/limits/budgets.ts";
import { limitWrong } from "../../../platform/limits/limit-wrong.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { isTicketRefusal } from "../../../register/enrolments/ticket-refusals.ts";
import { judgeTicket } from "../../../register/enrolments/ticket-store.ts";

interface Shown {
  readonly ticket: string;
  readonly user: string;
  readonly deviceJkt: string;
  /** The address from which it was shown. */
  readonly address: string;
}

/** Runs what a ticket is shown for; where there is such a ticket, its refusal goes to the security log (threats R10, R20). */
export async function logTicketRefusal<T>(
  services: WithClock & WithDb,
  shown: Shown,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isTicketRefusal(error)) {
      const now = services.clock();
      const known = await judgeTicket(services.db, shown.ticket, shown.user, shown.deviceJkt, now);
      if (known?.reason !== undefined) {
        const event = ticketRefused(now, known.userId, { ticket_hash: known.hash, reason: known.reason });
        const about = { device: shown.deviceJkt, address: shown.address };
        await services.db.transaction().execute((trx) => appendRefusal(trx, event, about));
      }
    }
    throw error;
  }
}

/**
 * Runs what a ticket is shown for; wrong ones are counted by address and in all (threat R17).
 *
 * @param address where it came from
 * @throws RateLimited before the ticket was looked at; whatever `run` throws
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
