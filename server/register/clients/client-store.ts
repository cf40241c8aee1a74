import { clientIdSchema } from "@nearside/shared/ids.ts";
import { clientAddressSchema } from "@nearside/shared/oauth/client-address.ts";
import type { Selectable } from "kysely";
import * as v from "valibot";
import { type Client, INTROSPECTION_JWT } from "../../platform/config/clients/client.ts";
import { clientJwksSchema } from "../../platform/config/clients/client-keys.ts";
import type { Db, Trx } from "../../platform/store/database.ts";
import { fixedLock } from "../../platform/store/fixed-query.ts";
import type { ClientsTable } from "../../platform/store/tables/client-tables.ts";

// The contract: removing and verifying are conditional writes, so exactly one of several callers at once succeeds. A client
// that was removed stays in the table, and its id never comes back.

export interface Registered {
  readonly client: Client;
  readonly state: "active" | "revoked";
  /** The hash of the client ticket, if the client was registered by one. */
  readonly ticketHash: string | null;
  /** `description`: nobody registered it. */
  readonly by: ClientsTable["registered_by"] | "description";
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** An id that we gave, or the address at which a program describes itself. */
const storedIdSchema = v.union([clientIdSchema, clientAddressSchema]);

const texts = v.array(v.string());
const commandLineData = v.strictObject({
  scopes: texts,
  resources: texts,
  /** A client without this member may ask for any type. */
  detailTypes: v.optional(texts),
  accessTokenSeconds: v.number(),
  refreshTokenSeconds: v.number(),
  redirectUris: texts,
  redirectGrant: v.optional(v.strictObject({ executables: texts })),
  /** Only a program that describes itself has it. */
  document: v.optional(v.string()),
  fetchedAt: v.optional(v.number()),
});
const resourceServerData = v.strictObject({
  resources: texts,
  jwks: clientJwksSchema,
  exchange: v.strictObject({ resources: texts, scopes: texts }),
});

function clientOf({ id, kind, name, verified, data }: Selectable<ClientsTable>): Client {
  const about = { id, name, source: "registered" } as const;
  const read: unknown = JSON.parse(data);
  if (kind === "command_line") {
    const own = v.parse(commandLineData, read);
    return { kind, ...about, ...(own.document === undefined ? {} : DESCRIBED), verified: verified === 1, ...own };
  }
  return { kind, ...about, ...v.parse(resourceServerData, read), introspectionJwt: INTROSPECTION_JWT };
}

const DESCRIBED = { source: "described" } as const;

function dataOf(client: Client): unknown {
  if (client.kind === "resource_server") {
    const { resources, jwks, exchange } = client;
    return { resources, jwks, exchange } satisfies Record<keyof v.InferInput<typeof resourceServerData>, unknown>;
  }
  const { scopes, resources, detailTypes, accessTokenSeconds, refreshTokenSeconds, redirectUris } = client;
  const about = {
    scopes,
    resources,
    detailTypes,
    accessTokenSeconds,
    refreshTokenSeconds,
    redirectUris,
    redirectGrant: client.redirectGrant,
    document: client.document,
    fetchedAt: client.fetchedAt,
  };
  return about satisfies Record<keyof v.InferInput<typeof commandLineData>, unknown>;
}

export function registeredOf(row: Selectable<ClientsTable>): Registered {
  const client = clientOf(row);
  const { state, ticket_hash: ticketHash, created_at: createdAt } = row;
  return {
    client,
    state,
    ticketHash,
    by: client.source === "described" ? "description" : row.registered_by,
    createdAt,
  };
}

export async function insertClient(
  trx: Trx,
  client: Client,
  { ticketHash, at, by }: Pick<Registered, "ticketHash" | "by"> & { readonly at: number },
): Promise<void> {
  await trx
    .insertInto("clients")
    .values({
      id: client.id,
      kind: client.kind,
      name: client.name,
      verified: 0, // a registration vouches for no name
      data: JSON.stringify(dataOf(client)),
      state: "active",
      ticket_hash: ticketHash,
      registered_by: by === "description" ? "server_shell" : by, // the column's words are older than descriptions
      created_at: at,
      revoked_at: null,
    })
    .execute();
}

/** Finds the registered client of that id, whatever its state. */
export async function findRegistered(db: Db | Trx, id: string): Promise<Registered | undefined> {
  if (!v.is(storedIdSchema, id)) return undefined; // no text of a stranger reaches the database
  const row = await db.selectFrom("clients").selectAll().where("id", "=", id).executeTakeFirst();
  return row && registeredOf(row);
}

const lock = fixedLock<{ id: string }>()((db, value) =>
  db.selectFrom("clients").select("id").where("id", "=", value("id")).forShare(),
);

/** Locks the client, so that no other transaction removes it until this transaction ends. */
export async function holdRegistered(trx: Trx, id: string): Promise<void> {
  if (!v.is(storedIdSchema, id)) return; // it is in the configuration file, or nowhere
  await lock(trx, { id });
}

/** Lists all of them, the oldest first, the revoked included. */
export async function listRegistered(db: Db | Trx): Promise<readonly Registered[]> {
  const rows = await db.selectFrom("clients").selectAll().orderBy("created_at").orderBy("id").execute();
  return rows.map(registeredOf);
}

/** Removes the client. @returns false if it was not active */
export async function revokeClient(trx: Trx, id: string, at: number): Promise<boolean> {
  const row = await trx
    .updateTable("clients")
    .set({ state: "revoked", revoked_at: at })
    .where("id", "=", id)
    .where("state", "=", "active")
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Stores what a program says of itself now. @returns false if it was removed */
export async function replaceDescription(trx: Trx, client: Client): Promise<boolean> {
  const row = await trx
    .updateTable("clients")
    .set({ name: client.name, data: JSON.stringify(dataOf(client)) })
    .where("id", "=", client.id)
    .where("state", "=", "active")
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Replaces all members that belong to the client's kind. @returns false if it is not active */
export async function replaceData(trx: Trx, client: Client): Promise<boolean> {
  const row = await trx
    .updateTable("clients")
    .set({ data: JSON.stringify(dataOf(client)) })
    .where("id", "=", client.id)
    .where("kind", "=", client.kind)
    .where("state", "=", "active")
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}

/** Vouches for the client's name. @returns false if there is no such command line, or its name was vouched for before */
export async function verifyClient(trx: Trx, id: string): Promise<boolean> {
  const row = await trx
    .updateTable("clients")
    .set({ verified: 1 })
    .where("id", "=", id)
    .where("kind", "=", "command_line")
    .where("state", "=", "active")
    .where("verified", "=", 0)
    .returning("id")
    .executeTakeFirst();
  return row !== undefined;
}
