import type * as v from "valibot";
import { SERVER_SHELL } from "../../audit/actor.ts";
import { revokeTicket } from "../../enrolment/revoke-ticket.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { revokeTicketSchema } from "../ticket-messages.ts";

/** Takes a ticket back (protocol §3.1). */
export const revokeTicketRoute =
  (ground: Ground) =>
  async (c: Call, { ticket }: v.InferOutput<typeof revokeTicketSchema>): Promise<Response> =>
    c.json(await revokeTicket(ground, ticket, SERVER_SHELL));
