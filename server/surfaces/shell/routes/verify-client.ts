import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock } from "../../../platform/surroundings.ts";
import { verify } from "../../../protocol/clients/manage-client.ts";
import type { ClientAnswer } from "../client-messages.ts";

/** From now on approvals show that client's name as verified. */
export const verifyClientRoute =
  (services: WithClock & WithConfig & WithDb) =>
  async (c: Call, { id }: { readonly id: string }): Promise<Response> =>
    c.json({ id, name: (await verify(services, id, SERVER_SHELL)).name } satisfies ClientAnswer);
