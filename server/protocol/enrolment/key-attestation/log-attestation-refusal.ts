import { Refused } from "@nearside/shared/refused.ts";
import { keyAttestationRefused } from "../../../platform/audit/events/enrolments.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { isTicketRefusal } from "../../../register/enrolments/ticket-refusals.ts";
import { logShownTicket, type ShownTicket } from "../tickets/shown-ticket.ts";

/** Runs the proof of a TPM, and logs its refusal. Refusals of the ticket itself are logged by `logTicketRefusal`. */
export const logAttestationRefusal = <T>(
  services: WithClock & WithDb,
  shown: ShownTicket,
  run: () => Promise<T>,
): Promise<T> =>
  logShownTicket(services, shown, run, {
    concerns: (error): error is Refused => error instanceof Refused && !isTicketRefusal(error),
    eventOf: ({ code, field }, { hash, userId }, now) =>
      keyAttestationRefused(now, userId, { ticket_hash: hash, code, field: field ?? null }),
  });
