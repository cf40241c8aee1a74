import type * as v from "valibot";
import { SERVER_SHELL } from "../../audit/actor.ts";
import { endClientTicket, usableClientTickets } from "../../clients/usable-client-tickets.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { endClientTicketAnswerSchema, listClientTicketsAnswerSchema } from "../client-messages.ts";

/** Those with which clients can still be registered. */
export const listClientTicketsRoute =
  (ground: Ground) =>
  async (c: Call): Promise<Response> => {
    const usable = await usableClientTickets(ground);
    return c.json({ ...usable, now: ground.clock() } satisfies v.InferOutput<typeof listClientTicketsAnswerSchema>);
  };

/** Takes one back. */
export const endClientTicketRoute =
  (ground: Ground) =>
  async (c: Call, { id }: { readonly id: string }): Promise<Response> => {
    const ended = await endClientTicket(ground, id, SERVER_SHELL);
    return c.json({ ended } satisfies v.InferOutput<typeof endClientTicketAnswerSchema>);
  };
