import type * as v from "valibot";
import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { Call } from "../../../platform/http/call.ts";
import { HttpError } from "../../../platform/http/http-error.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { endClientTicket, usableClientTickets } from "../../../protocol/clients/usable-client-tickets.ts";
import type { listClientTicketsAnswerSchema, revokeClientTicketAnswerSchema } from "../client-messages.ts";

/** Those with which clients can still be registered. */
export const listClientTicketsRoute =
  (services: WithClock & WithDb) =>
  async (c: Call): Promise<Response> => {
    const usable = await usableClientTickets(services);
    return c.json({ ...usable, now: services.clock() } satisfies v.InferOutput<typeof listClientTicketsAnswerSchema>);
  };

/** Takes one back. @throws HttpError `not_found` */
export const revokeClientTicketRoute =
  (services: WithClock & WithDb) =>
  async (c: Call, { id }: { readonly id: string }): Promise<Response> => {
    if (!(await endClientTicket(services, id, SERVER_SHELL)))
      throw new HttpError(
        "not_found",
        "There is no such ticket to take back. Run `nearside-server client-tickets` for those that can still be used.",
      );
    return c.json({} satisfies v.InferOutput<typeof revokeClientTicketAnswerSchema>);
  };
