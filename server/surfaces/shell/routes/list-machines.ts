import type * as v from "valibot";
import { listMachines } from "../../../administration/people/list-machines.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import type { ListMachinesAnswer, listMachinesSchema } from "../revocation-messages.ts";

/** The machines there are, with the ids by which they, their browsers and their passkeys are revoked. */
export const listMachinesRoute =
  (services: WithClock & WithDb) =>
  async (c: Call, { user }: v.InferOutput<typeof listMachinesSchema>): Promise<Response> => {
    const now = services.clock();
    const { machines, more } = await listMachines(services.db, user, now);
    return c.json({ now, machines: [...machines], more } satisfies ListMachinesAnswer);
  };
