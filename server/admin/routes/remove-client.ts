import { SERVER_SHELL } from "../../audit/actor.ts";
import { strikeOff } from "../../clients/manage-client.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { ClientAnswer } from "../client-messages.ts";

/** From now on that client is refused everywhere. */
export const removeClientRoute =
  (ground: Ground) =>
  async (c: Call, { id }: { readonly id: string }): Promise<Response> =>
    c.json({ id, name: (await strikeOff(ground, id, SERVER_SHELL)).name } satisfies ClientAnswer);
