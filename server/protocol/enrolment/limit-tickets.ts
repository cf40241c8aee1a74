import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { limitWrong } from "../../platform/limits/limit-wrong.ts";
import { isTicketRefusal } from "../../register/enrolments/ticket-refusals.ts";

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
