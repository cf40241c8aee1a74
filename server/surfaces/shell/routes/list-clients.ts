import type { Client } from "../../../platform/config/clients/client.ts";
import type { WithConfig } from "../../../platform/config/config.ts";
import type { Call } from "../../../platform/http/call.ts";
import type { WithDb } from "../../../platform/store/database.ts";
import { describedClient } from "../../../protocol/clients/described-client.ts";
import { listRegistered } from "../../../register/clients/client-store.ts";
import { unregisteredClients } from "../../../register/clients/find-client.ts";
import type { ListClientsAnswer, ListedClient } from "../client-messages.ts";

/** Every client: the built-in one or the configuration file's, then the registered ones, the oldest first. */
export const listClientsRoute =
  (services: WithConfig & WithDb) =>
  async (c: Call): Promise<Response> => {
    const written = await unregisteredClients(services);
    const registered = await listRegistered(services.db);
    const answer: ListClientsAnswer = {
      clients: [
        ...written.map((client) => ({ ...shown(client), state: "active" as const, registered_at: null, by: null })),
        ...registered.map(({ client, state, createdAt, by }) => ({
          ...shown(client),
          state,
          registered_at: createdAt,
          by,
        })),
      ],
    };
    return c.json(answer);
  };

const shown = (client: Client): Omit<ListedClient, "state" | "registered_at" | "by"> => ({
  id: client.id,
  kind: client.kind,
  name: client.name,
  verified: client.kind === "command_line" && client.verified,
  source: client.source,
  ...describedClient(client),
});
