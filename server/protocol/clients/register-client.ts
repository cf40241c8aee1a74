import { newClientId } from "@nearside/shared/ids.ts";
import { type Actor, byOf, SERVER_SHELL } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { clientRegistered, clientTicketRefused } from "../../platform/audit/events/clients.ts";
import type { Client } from "../../platform/config/clients/client.ts";
import { thumbprintsOf } from "../../platform/config/clients/client.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import type { Trx, WithDb } from "../../platform/store/database.ts";
import type { WithClock, WithRandom } from "../../platform/surroundings.ts";
import { insertClient } from "../../register/clients/client-store.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { oauthTexts } from "../../texts/oauth.ts";
import { findClientTicket, useClientTicket } from "./client-tickets.ts";
import { describedClient } from "./described-client.ts";
import { demandOwnName } from "./own-name.ts";
import { EVERYTHING, permissionOf } from "./permission.ts";
import { type NewClient, readMetadata } from "./read-metadata.ts";
import { writeMetadata } from "./write-metadata.ts";

/** The response to a registration (RFC 7591 §3.2.1). */
type ClientInformation = ReturnType<typeof writeMetadata>;

/**
 * Registers a client by a client ticket (RFC 7591 §3). A ticket whose metadata is refused has not been used.
 *
 * @param ticket the initial access token
 * @throws OauthError `invalid_token`, with one description for every reason; those of RFC 7591 §3.2.2
 */
export async function registerWithTicket(
  services: WithClock & WithConfig & WithDb & WithRandom,
  ticket: string,
  metadata: unknown,
): Promise<ClientInformation> {
  const { hash, allows } = await demandClientTicket(services, ticket);
  const requested = readMetadata(metadata, permissionOf(allows));
  return services.db.transaction().execute(async (trx) => {
    await demandOwnName({ ...services, db: trx }, requested);
    if (!(await useClientTicket(trx, hash, services.clock()))) throw ticketInvalid(); // another one took its last use
    return insert(services, trx, requested, hash);
  });
}

/**
 * Demands that the ticket can register a client. This is judged before any of the body is read.
 *
 * @throws OauthError `invalid_token`; the log tells why, if there is such a ticket
 */
export async function demandClientTicket(services: WithClock & WithDb, ticket: string) {
  const now = services.clock();
  const found = await findClientTicket(services.db, ticket, now);
  if (found !== undefined && found.reason === undefined) return found;
  if (found?.reason !== undefined) {
    const event = clientTicketRefused(now, found.hash, { reason: found.reason });
    await services.db.transaction().execute((trx) => append(trx, event));
  }
  throw ticketInvalid();
}

const ticketInvalid = (): OauthError => new OauthError("invalid_token", oauthTexts.registration.badTicket);

/** Registers a client for an administrator, without a ticket. @throws OauthError of RFC 7591 §3.2.2 */
export async function registerAs(
  services: WithClock & WithConfig & WithDb & WithRandom,
  metadata: unknown,
  actor: Actor,
): Promise<ClientInformation> {
  const requested = readMetadata(metadata, EVERYTHING);
  return services.db.transaction().execute(async (trx) => {
    await holdActor(trx, actor);
    await demandOwnName({ ...services, db: trx }, requested);
    return insert(services, trx, requested, null, actor);
  });
}

async function insert(
  services: WithClock & WithRandom,
  trx: Trx,
  requested: NewClient,
  ticketHash: string | null,
  actor: Actor = SERVER_SHELL,
): Promise<ClientInformation> {
  const client: Client = { ...requested, id: newClientId(services.random) };
  const at = services.clock();
  const by = ticketHash === null ? byOf(actor) : "client_ticket";
  await insertClient(trx, client, { ticketHash, at, by });
  const event = clientRegistered(at, client.id, { by, ticket_hash: ticketHash, client: await logged(client) });
  await append(trx, event, ticketHash === null ? { by: actor } : {});
  return writeMetadata(client, at);
}

const logged = async (client: Client) => ({
  kind: client.kind,
  name: client.name,
  ...describedClient(client),
  keys: await thumbprintsOf(client),
  exchange: client.kind === "command_line" ? null : describedClient(client).exchange,
});
