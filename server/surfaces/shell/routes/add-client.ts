import { SERVER_SHELL } from "../../../platform/audit/actor.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../../platform/surroundings.ts";
import { registerAs } from "../../../protocol/clients/register-client.ts";

/** A client by its metadata (RFC 7591 §2), without a ticket. */
export const addClientRoute =
  (services: WithClock & WithConfig & WithDb & WithRandom) =>
  async (c: Call, { metadata }: { readonly metadata: unknown }): Promise<Response> =>
    c.json(await registerAs(services, metadata, SERVER_SHELL));
