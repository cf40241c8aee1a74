import { Refused } from "@nearside/shared/refused.ts";
import { appendRefusal } from "../../../platform/audit/append-refusal.ts";
import { keyAttestationRefused } from "../../../platform/audit/events/enrolments.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { isTicketRefusal } from "../../../register/enrolments/ticket-refusals.ts";
import { judgeTicket } from "../../../register/enrolments/ticket-store.ts";

interface Shown {
  readonly ticket: string;
  readonly user: string;
  readonly deviceJkt: string;
}

/**
 * Runs the proof of a TPM. A refusal goes to the security log, under the user of the ticket. Refusals of the ticket itself are
 * logged by `logTicketRefusal`.
 */
export async function logAttestationRefusal<T>(
  services: WithClock & WithDb,
  shown: Shown,
  run: () => Promise<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof Refused && !isTicketRefusal(error)) {
      const now = services.clock();
      const ticket = await judgeTicket(services.db, shown.ticket, shown.user, shown.deviceJkt, now);
      if (ticket !== undefined) {
        const data = { ticket_hash: ticket.hash, code: error.code, field: error.field ?? null };
        const event = keyAttestationRefused(now, ticket.userId, data);
        await services.db.transaction().execute((trx) => appendRefusal(trx, event));
      }
    }
    throw error;
  }
}
