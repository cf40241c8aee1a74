import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { clientRevoked, clientVerified } from "../../platform/audit/events/clients.ts";
import type { Client } from "../../platform/config/clients/client.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { findRegistered, type Registered, revokeClient, verifyClient } from "../../register/clients/client-store.ts";
import { findClient, type Register } from "../../register/clients/find-client.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { consoleTexts } from "../../texts/console.ts";
import { demandOwnName } from "./own-name.ts";

/**
 * Removes a registered client: from now on it gets no login, no approval, no token and no refresh.
 *
 * @throws HttpError `not_found`, `invalid_request`
 */
export async function removeClient(services: WithClock & WithConfig & WithDb, id: string, by: Actor): Promise<Client> {
  const { client } = await demandRegistered(services, id);
  const at = services.clock();
  await services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    if (!(await revokeClient(trx, id, at))) throw new HttpError("invalid_request", consoleTexts.clients.removedBefore);
    await append(trx, clientRevoked(at, id, { by: byOf(by) }), { by });
  });
  return client;
}

/**
 * Marks a client whose name an administrator vouches for from now on: approvals show it as verified.
 *
 * @throws HttpError `not_found`, `invalid_request`; OauthError `invalid_client_metadata` if another one has that name
 */
export async function verify(services: WithClock & WithConfig & WithDb, id: string, by: Actor): Promise<Client> {
  const { client, state } = await demandRegistered(services, id);
  if (client.kind !== "command_line") throw new HttpError("invalid_request", consoleTexts.clients.isApi);
  if (state === "revoked") throw new HttpError("invalid_request", consoleTexts.clients.removed);
  if (client.source === "described") throw new HttpError("invalid_request", consoleTexts.clients.neverVerified);
  if (client.verified) throw new HttpError("invalid_request", consoleTexts.clients.verifiedAlready);
  await services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    await demandOwnName({ ...services, db: trx }, client);
    if (!(await verifyClient(trx, id))) throw new HttpError("invalid_request", consoleTexts.clients.changedJustNow);
    await append(trx, clientVerified(services.clock(), id, { name: client.name, by: byOf(by) }), { by });
  });
  return client;
}

/** @throws HttpError `not_found`, `invalid_request` */
export async function demandRegistered(services: Register, id: string): Promise<Registered> {
  const registered = await findRegistered(services.db, id);
  if (registered !== undefined) return registered;
  throw await notChangeable(services, id);
}

/** The reason for which a client of that id can't be changed so. */
export async function notChangeable(register: Register, id: string): Promise<HttpError> {
  const client = await findClient(register, id);
  if (client === undefined) return new HttpError("not_found", consoleTexts.clients.unknown);
  switch (client.source) {
    case "file":
      return new HttpError("invalid_request", consoleTexts.clients.configured);
    case "built_in":
      return new HttpError("invalid_request", consoleTexts.clients.builtIn);
    case "described":
      return new HttpError("invalid_request", consoleTexts.clients.describesItself);
    case "registered":
      return new HttpError("invalid_request", consoleTexts.clients.fixed);
  }
}
