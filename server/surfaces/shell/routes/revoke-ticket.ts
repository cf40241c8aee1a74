import type * as v from "valibot";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { WithChanges } from "../../../platform/waiting/changes.ts";
import { revokeTicket } from "../../../protocol/enrolment/revoke-ticket.ts";
import type { revokeTicketSchema } from "../ticket-messages.ts";

/** Takes a ticket back (protocol §3.1). */
export const revokeTicketRoute =
  (services: WithChanges & WithClock & WithDb) =>
  async (c: Call, { ticket }: v.InferOutput<typeof revokeTicketSchema>): Promise<Response> =>
    c.json(await revokeTicket(services, ticket, SERVER_SHELL));
