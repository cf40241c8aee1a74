import type { ClientAnswer, ClientRow, ClientsQuery } from "@nearside/shared/api/console/clients.ts";
import type { ListAnswer } from "@nearside/shared/api/console/list.ts";
import type { Client } from "../../platform/config/clients/client.ts";
import { thumbprintsOf } from "../../platform/config/clients/client.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { integerColumn, type Ordering, pageOf, textColumn } from "../../platform/lists/page-of.ts";
import { holdsTyped } from "../../platform/lists/search.ts";
import type { Db, WithDb } from "../../platform/store/database.ts";
import { findAllowance } from "../../register/clients/allowance.ts";
import { findRegistered, type Registered, registeredOf } from "../../register/clients/client-store.ts";
import { unregisteredClients } from "../../register/clients/find-client.ts";
import { describedClient } from "./described-client.ts";

const ORDER: Ordering<ClientsQuery["sort"]> = {
  columns: { name: textColumn("clients.name"), created_at: integerColumn("clients.created_at") },
  id: textColumn("clients.id"),
};

/** A page of the registered clients. */
export async function listClients(db: Db, query: ClientsQuery): Promise<ListAnswer<ClientRow>> {
  let left = db.selectFrom("clients").selectAll("clients");
  if (query.kind !== undefined) left = left.where("clients.kind", "=", query.kind);
  if (query.state !== undefined) left = left.where("clients.state", "=", query.state);
  if (query.q !== "") left = left.where(holdsTyped("clients.name", query.q));
  const page = await pageOf(db, left, ORDER, query);
  return { ...page, rows: page.rows.map((row) => rowOf(registeredOf(row))) };
}

/** Describes the clients that were not registered: the built-in one, or the configuration file's in its order. */
export const configuredClients = async (services: WithConfig & WithDb): Promise<readonly ClientRow[]> =>
  (await unregisteredClients(services)).map((client) => rowOf(written(client)));

const written = (client: Client): Omit<Registered, "createdAt" | "by"> & { createdAt: null; by: null } => ({
  client,
  state: "active",
  ticketHash: null,
  createdAt: null,
  by: null,
});

type Listed = Pick<Registered, "client" | "state"> & {
  readonly createdAt: number | null;
  readonly by: Registered["by"] | null;
};

const rowOf = ({ client, state, createdAt, by }: Listed): ClientRow => ({
  id: client.id,
  kind: client.kind,
  name: client.name,
  verified: client.kind === "command_line" && client.verified,
  source: client.source,
  state,
  scopes: describedClient(client).scopes,
  resources: [...client.resources],
  registered_at: createdAt,
  by,
});

/** Describes one client, from the configuration file or the database. @param now epoch milliseconds */
export async function viewClient(
  services: WithConfig & WithDb,
  id: string,
  now: number,
): Promise<ClientAnswer | undefined> {
  const { db } = services;
  const inFile = (await unregisteredClients(services)).find((client) => client.id === id);
  const found = inFile === undefined ? await findRegistered(db, id) : written(inFile);
  if (found === undefined) return undefined;
  const { client } = found;
  const people = await db
    .selectFrom("token_families")
    .select((eb) => eb.fn.count("user_id").distinct().as("people"))
    .where("client_id", "=", id)
    .where("state", "=", "active")
    .where("expires_at", ">", now)
    .executeTakeFirst();
  const { redirect_uris, executables, detail_types, lifetimes, exchange } = describedClient(client);
  return {
    client: rowOf(found),
    redirect_uris,
    executables,
    detail_types,
    access_token_seconds: lifetimes?.access_token ?? null,
    refresh_token_seconds: lifetimes?.refresh_token ?? null,
    keys: await thumbprintsOf(client),
    exchange,
    logins: Number(people?.people ?? 0),
    allowed: client.source === "built_in" ? await findAllowance(db, client.id) : null,
  };
}
