import { unregisteredClients } from "../../clients/allowance.ts";
import type { Client } from "../../clients/client.ts";
import { listRegistered } from "../../clients/client-store.ts";
import { describedClient } from "../../clients/described-client.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { ListClientsAnswer, ListedClient } from "../client-messages.ts";

/** Every client: the built-in one or the configuration file's, then the registered ones, the oldest first. */
export const listClientsRoute =
  (ground: Ground) =>
  async (c: Call): Promise<Response> => {
    const written = await unregisteredClients(ground);
    const registered = await listRegistered(ground.db);
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
