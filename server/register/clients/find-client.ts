import { refuse } from "@nearside/shared/chain/refusal.ts";
import { mayDescribe } from "../../platform/config/client-metadata-settings.ts";
import type { Client, CommandLineClient } from "../../platform/config/clients/client.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import { together } from "../../platform/store/together.ts";
import { oauthTexts } from "../../texts/oauth.ts";
import { withAllowance } from "./allowance.ts";
import { findRegistered, holdRegistered } from "./client-store.ts";

/** The two registers of clients: the configuration and the database. `db` may be a transaction's. */
export type Register = WithConfig & WithDb;

/** Lists the clients that need no registration: the built-in one or the configuration file's, in its order. */
export const unregisteredClients = async ({ config, db }: Register): Promise<readonly Client[]> =>
  Promise.all([...config.clients, ...config.resourceServers].map((client) => withAllowance(db, client)));

/**
 * Finds the client of that id that is active: first in the configuration file, then among the registered ones. What the built-in one was
 * allowed to request counts where a login is requested, and is not read here.
 */
export async function findClient({ config, db }: Register, id: string): Promise<Client | undefined> {
  const written = [...config.clients, ...config.resourceServers].find((client) => client.id === id);
  if (written !== undefined) return written;
  const registered = await findRegistered(db, id);
  if (registered?.state !== "active") return undefined;
  const { client } = registered;
  if (client.kind !== "command_line" || client.source !== "described") return client;
  if (!mayDescribe(config, id)) return undefined;
  const { scopes, resources } = config.clientMetadata; // as the operator sets them today
  return { ...client, scopes, resources };
}

export async function findCommandLine(register: Register, id: string): Promise<CommandLineClient | undefined> {
  const client = await findClient(register, id);
  return client?.kind === "command_line" ? client : undefined;
}

/**
 * Demands that the program of an existing login is active. Each step demands it again: meeting, decision, approval, redemption, refresh
 * (threat R16). The program may have been removed since, here or from the configuration file.
 *
 * @throws Refused `client_unknown`
 */
export async function demandActive(register: Register, id: string): Promise<CommandLineClient> {
  return (await findCommandLine(register, id)) ?? refuse("client_unknown", "client_id");
}

/**
 * Demands it in the transaction that relies on it, and keeps it active until the transaction ends. Call it before locking
 * the party's other rows.
 *
 * @throws Refused `client_unknown`
 */
export async function holdActive(register: Register & { readonly db: Trx }, id: string): Promise<void> {
  await together(holdRegistered(register.db, id), demandActive(register, id));
}

/**
 * Demands the program that requests a login, with all that it may request.
 *
 * @throws OauthError as {@link demandCommandLine}
 */
export async function demandRequesting(register: Register, clientId: string | undefined): Promise<CommandLineClient> {
  return withAllowance(register.db, await demandCommandLine(register, clientId));
}

/**
 * Demands the program that requests the tokens of a login.
 *
 * @throws OauthError `invalid_client`, `unauthorized_client` (RFC 6749 §5.2)
 */
export async function demandCommandLine(register: Register, clientId: string | undefined): Promise<CommandLineClient> {
  const client = clientId === undefined ? undefined : await findClient(register, clientId);
  if (client === undefined) throw new OauthError("invalid_client", oauthTexts.client.unknown);
  if (client.kind !== "command_line") throw new OauthError("unauthorized_client", oauthTexts.client.isApi);
  return client;
}
