import type * as v from "valibot";
import { SERVER_SHELL } from "../../audit/actor.ts";
import { makeClientTicket } from "../../clients/client-tickets.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { createClientTicketAnswerSchema, createClientTicketSchema } from "../client-messages.ts";

const HOUR = 3600;

/** A ticket with which somebody else registers clients (RFC 7591 §3). */
export const createClientTicketRoute =
  (ground: Ground) =>
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
    const { ticket } = await makeClientTicket(ground, asked, SERVER_SHELL);
    const registration_endpoint = `${ground.config.issuer}/oauth/register`;
    return c.json({ ticket, registration_endpoint } satisfies v.InferOutput<typeof createClientTicketAnswerSchema>);
  };
