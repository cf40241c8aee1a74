import type { Client } from "../../clients/client.ts";
import { listRegistered } from "../../clients/client-store.ts";
import type { Ground } from "../../ground.ts";
import type { Call } from "../../http/route.ts";
import type { ListClientsAnswer, ListedClient } from "../client-messages.ts";

/** Every client: the configuration file's, then the registered ones, the oldest first. */
export const listClientsRoute =
  (ground: Ground) =>
  async (c: Call): Promise<Response> => {
    const { config, db } = ground;
    const written = [...config.clients, ...config.resourceServers];
    const registered = await listRegistered(db);
    const answer: ListClientsAnswer = {
      clients: [
        ...written.map((client) => ({ ...described(client), state: "active" as const, registered_at: null, by: null })),
        ...registered.map(({ client, state, createdAt, by }) => ({
          ...described(client),
          state,
          registered_at: createdAt,
          by,
        })),
      ],
    };
    return c.json(answer);
  };

const described = (client: Client): Omit<ListedClient, "state" | "registered_at" | "by"> => ({
  id: client.id,
  kind: client.kind,
  name: client.name,
  verified: client.kind === "command_line" && client.verified,
  source: client.source,
  scopes: client.kind === "command_line" ? [...client.scopes] : [],
  resources: [...client.resources],
  detail_types: client.kind === "command_line" && client.detailTypes !== undefined ? [...client.detailTypes] : null,
  redirect_uris: client.kind === "command_line" ? [...client.redirectUris] : [],
  lifetimes:
    client.kind === "command_line"
      ? { access_token: client.accessTokenSeconds, refresh_token: client.refreshTokenSeconds }
      : null,
  exchange:
    client.kind === "command_line"
      ? { resources: [], scopes: [] }
      : { resources: [...client.exchange.resources], scopes: [...client.exchange.scopes] },
});
