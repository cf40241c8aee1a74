import type { Ground } from "../ground.ts";
import { OauthError } from "../oauth/oauth-error.ts";
import type { Client, CommandLineClient } from "./client.ts";

/** Where clients are written down. `db` may be a transaction: a client that was struck off since is not found in it. */
export type Register = Pick<Ground, "config" | "db">;

/** The client of that id, as it stands now: the configuration file's first. Undefined where it was struck off. */
export async function findClient({ config }: Register, id: string): Promise<Client | undefined> {
  return [...config.clients, ...config.resourceServers].find((client) => client.id === id);
}

export async function findCommandLine(register: Register, id: string): Promise<CommandLineClient | undefined> {
  const client = await findClient(register, id);
  return client?.kind === "command_line" ? client : undefined;
}

/**
 * The program that asks for a login or its tokens.
 *
 * @throws OauthError `invalid_client`
 */
export async function demandCommandLine(register: Register, clientId: string | undefined): Promise<CommandLineClient> {
  const client = clientId === undefined ? undefined : await findCommandLine(register, clientId);
  if (client === undefined)
    throw new OauthError(
      "invalid_client",
      "The server does not know this program. Ask your administrator to register it.",
    );
  return client;
}
