import { MOST_ROWS } from "@nearside/shared/api/console/list.ts";
import type * as v from "valibot";
import { listPeople } from "../../../administration/people/list-people.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { listPeopleAnswerSchema, listPeopleSchema } from "../people-messages.ts";

/** Who is here, with their roles. */
export const listPeopleRoute =
  (services: WithClock & WithDb) =>
  async (c: Call, { role, search }: v.InferOutput<typeof listPeopleSchema>): Promise<Response> => {
    const now = services.clock();
    const query = {
      q: search,
      sort: "name",
      order: "asc",
      limit: MOST_ROWS,
      ...(role === null ? {} : { role }),
    } as const;
    const { rows, total } = await listPeople(services.db, query, now);
    return c.json({ now, total, people: [...rows] } satisfies v.InferOutput<typeof listPeopleAnswerSchema>);
  };
