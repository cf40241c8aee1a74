import { isTicketRefusal } from "../enrolment/ticket-refusals.ts";
import type { Ground } from "../ground.ts";
import { limitWrong } from "./limit-wrong.ts";

/**
 * Runs what a ticket is shown for; wrong ones are counted by address and in all (threat R17).
 *
 * @param address where it came from
 * @throws RateLimited before the ticket was looked at; whatever `run` throws
 */
export const limitWrongTickets = <T>(
  ground: Pick<Ground, "budgets">,
  address: string,
  run: () => Promise<T>,
): Promise<T> =>
  limitWrong(
    ground,
    {
      byAddress: "wrong_tickets",
      inAll: "wrong_tickets_in_all",
      isWrong: isTicketRefusal,
    },
    address,
    run,
  );
