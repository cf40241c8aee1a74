import type * as v from "valibot";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import { makeClientTicket } from "../../../protocol/clients/client-tickets.ts";
import type { createClientTicketAnswerSchema, createClientTicketSchema } from "../client-messages.ts";

const HOUR = 3600;

/** A ticket with which somebody else registers clients (RFC 7591 §3). */
export const createClientTicketRoute =
  (services: WithClock & WithConfig & WithDb & WithRandom) =>
  async (
    c: Call,
    {
      kinds,
      scopes,
      resources,
      detail_types: detailTypes,
      uses,
      hours,
    }: v.InferOutput<typeof createClientTicketSchema>,
  ): Promise<Response> => {
    const asked = { allows: { kinds, scopes, resources, detailTypes }, uses, life: hours * HOUR };
    const { ticket } = await makeClientTicket(services, asked, SERVER_SHELL);
    const registration_endpoint = `${services.config.issuer}/oauth/register`;
    return c.json({ ticket, registration_endpoint } satisfies v.InferOutput<typeof createClientTicketAnswerSchema>);
  };
