import { MOST_ROWS } from "@nearside/shared/api/console/list.ts";
import type * as v from "valibot";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { listTickets } from "../../../protocol/enrolment/list-tickets.ts";
import { findUserByName } from "../../../register/people/users.ts";
import type { ListTicketsAnswer, listTicketsSchema } from "../ticket-messages.ts";

/** The tickets that can still be used, the newest first; never the tickets themselves, of which the server keeps none. */
export const listTicketsRoute =
  (services: WithClock & WithDb) =>
  async (c: Call, { user: name }: v.InferOutput<typeof listTicketsSchema>): Promise<Response> => {
    const now = services.clock();
    const user = name === null ? undefined : await findUserByName(services.db, name);
    const view = { q: "", sort: "created_at", order: "desc", state: "open", limit: MOST_ROWS } as const;
    const isNobody = name !== null && user === undefined;
    const { rows, next } = isNobody
      ? { rows: [], next: null }
      : await listTickets(services.db, user === undefined ? view : { ...view, user: user.id }, now);
    return c.json({ now, tickets: [...rows], more: next !== null } satisfies ListTicketsAnswer);
  };
