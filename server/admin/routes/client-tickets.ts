import type * as v from "valibot";
import { SERVER_SHELL } from "../../audit/actor.ts";
import { endClientTicket, usableClientTickets } from "../../clients/usable-client-tickets.ts";
import type { Ground } from "../../ground.ts";
import { HttpError } from "../../http/http-error.ts";
import type { Call } from "../../http/route.ts";
import type { listClientTicketsAnswerSchema, revokeClientTicketAnswerSchema } from "../client-messages.ts";

/** Those with which clients can still be registered. */
export const listClientTicketsRoute =
  (ground: Ground) =>
  async (c: Call): Promise<Response> => {
    const usable = await usableClientTickets(ground);
    return c.json({ ...usable, now: ground.clock() } satisfies v.InferOutput<typeof listClientTicketsAnswerSchema>);
  };

/** Takes one back. @throws HttpError `not_found` */
export const revokeClientTicketRoute =
  (ground: Ground) =>
  async (c: Call, { id }: { readonly id: string }): Promise<Response> => {
    if (!(await endClientTicket(ground, id, SERVER_SHELL)))
      throw new HttpError(
        "not_found",
        "There is no such ticket to take back. Run `nearside-server client-tickets` for those that can still be used.",
      );
    return c.json({} satisfies v.InferOutput<typeof revokeClientTicketAnswerSchema>);
  };
