import { appendRefusal } from "../audit/append-refusal.ts";
import { ticketRefused } from "../audit/events/ticket-refused.ts";
import type { Ground } from "../ground.ts";
import { isTicketRefusal } from "./ticket-refusals.ts";
import { judgeTicket } from "./ticket-store.ts";

interface Shown {
  readonly ticket: string;
  readonly user: string;
  readonly deviceJkt: string;
  /** From where it was shown. */
  readonly address: string;
}

/** Runs what a ticket is shown for; where there is such a ticket, its refusal goes to the security log (threats R10, R20). */
export async function logTicketRefusal<T>(ground: Ground, shown: Shown, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isTicketRefusal(error)) {
      const now = ground.clock();
      const known = await judgeTicket(ground.db, shown.ticket, shown.user, shown.deviceJkt, now);
      if (known?.reason !== undefined) {
        const event = ticketRefused(now, known.userId, { ticket_hash: known.hash, reason: known.reason });
        const about = { device: shown.deviceJkt, address: shown.address };
        await ground.db.transaction().execute((trx) => appendRefusal(trx, event, about));
      }
    }
    throw error;
  }
}
