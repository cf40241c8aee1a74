import { MOST_ROWS } from "@nearside/shared/api/console/list.ts";
import type * as v from "valibot";
import { listPeople } from "../../directory/list-people.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { listPeopleAnswerSchema, listPeopleSchema } from "../people-messages.ts";

/** Who is here, with their roles. */
export const listPeopleRoute =
  (ground: Ground) =>
  async (c: Call, { role, search }: v.InferOutput<typeof listPeopleSchema>): Promise<Response> => {
    const now = ground.clock();
    const query = {
      q: search,
      sort: "name",
      order: "asc",
      limit: MOST_ROWS,
      ...(role === null ? {} : { role }),
    } as const;
    const { rows, total } = await listPeople(ground.db, query, now);
    return c.json({ now, total, people: [...rows] } satisfies v.InferOutput<typeof listPeopleAnswerSchema>);
  };
