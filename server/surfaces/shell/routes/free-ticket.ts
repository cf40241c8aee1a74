import type * as v from "valibot";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { freeTicket } from "../../../protocol/enrolment/free-ticket.ts";
import type { freeTicketSchema } from "../ticket-messages.ts";

/** Gives a ticket back to its person (protocol §3.1). */
export const freeTicketRoute =
  (services: WithChanges & WithClock & WithDb) =>
  async (c: Call, { ticket }: v.InferOutput<typeof freeTicketSchema>): Promise<Response> =>
    c.json(await freeTicket(services, ticket, SERVER_SHELL));
