import type * as v from "valibot";
import { SERVER_SHELL } from "../../audit/actor.ts";
import { freeTicket } from "../../enrolment/free-ticket.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { freeTicketSchema } from "../ticket-messages.ts";

/** Gives a ticket back to its person (protocol §3.1). */
export const freeTicketRoute =
  (ground: Ground) =>
  async (c: Call, { ticket }: v.InferOutput<typeof freeTicketSchema>): Promise<Response> =>
    c.json(await freeTicket(ground, ticket, SERVER_SHELL));
