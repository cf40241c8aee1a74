import type * as v from "valibot";
import { listMachines } from "../../directory/list-machines.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { ListMachinesAnswer, listMachinesSchema } from "../revocation-messages.ts";

/** The machines there are, with the ids by which they, their browsers and their passkeys are revoked. */
export const listMachinesRoute =
  (ground: Ground) =>
  async (c: Call, { user }: v.InferOutput<typeof listMachinesSchema>): Promise<Response> => {
    const now = ground.clock();
    const { machines, more } = await listMachines(ground.db, user, now);
    return c.json({ now, machines: [...machines], more } satisfies ListMachinesAnswer);
  };
