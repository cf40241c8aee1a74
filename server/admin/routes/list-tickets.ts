import { MOST_ROWS } from "@nearside/shared/api/console/list.ts";
import type * as v from "valibot";
import { findUserByName } from "../../directory/users.ts";
import { listTickets } from "../../enrolment/list-tickets.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { ListTicketsAnswer, listTicketsSchema } from "../ticket-messages.ts";

/** The tickets that can still be used, the newest first; never the tickets themselves, of which the server keeps none. */
export const listTicketsRoute =
  (ground: Ground) =>
  async (c: Call, { user: name }: v.InferOutput<typeof listTicketsSchema>): Promise<Response> => {
    const now = ground.clock();
    const user = name === null ? undefined : await findUserByName(ground.db, name);
    const view = { q: "", sort: "created_at", order: "desc", state: "open", limit: MOST_ROWS } as const;
    const isNobody = name !== null && user === undefined;
    const { rows, next } = isNobody
      ? { rows: [], next: null }
      : await listTickets(ground.db, user === undefined ? view : { ...view, user: user.id }, now);
    return c.json({ now, tickets: [...rows], more: next !== null } satisfies ListTicketsAnswer);
  };
