import { SERVER_SHELL } from "../../audit/actor.ts";
import { verify } from "../../clients/manage-client.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { ClientAnswer } from "../client-messages.ts";

/** From now on approvals show that client's name as verified. */
export const verifyClientRoute =
  (ground: Ground) =>
  async (c: Call, { id }: { readonly id: string }): Promise<Response> =>
    c.json({ id, name: (await verify(ground, id, SERVER_SHELL)).name } satisfies ClientAnswer);
