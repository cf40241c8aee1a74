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
import { demandOwnName } from "./own-name.ts";

/**
 * Strikes a registered client off: from now on it gets no login, no approval, no token and no refresh.
 *
 * @throws HttpError `not_found`, `invalid_request`
 */
export async function strikeOff(services: WithClock & WithConfig & WithDb, id: string, by: Actor): Promise<Client> {
  const { client } = await demandRegistered(services, id);
  const at = services.clock();
  await services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    if (!(await revokeClient(trx, id, at)))
      throw new HttpError("invalid_request", "This client was struck off before.");
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
  if (client.kind !== "command_line")
    throw new HttpError(
      "invalid_request",
      "This client is an API, which no approval shows: there is nothing to verify.",
    );
  if (state === "revoked") throw new HttpError("invalid_request", "This client was struck off.");
  if (client.source === "described")
    throw new HttpError(
      "invalid_request",
      "This program describes itself at an address that anybody may change who has that host. So it is never verified: approvals say from which host it is.",
    );
  if (client.verified) throw new HttpError("invalid_request", "This client is verified already.");
  await services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    await demandOwnName({ ...services, db: trx }, client);
    if (!(await verifyClient(trx, id))) throw new HttpError("invalid_request", "This client was changed just now.");
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
  if (client === undefined) return new HttpError("not_found", "There is no client of that id.");
  switch (client.source) {
    case "file":
      return new HttpError(
        "invalid_request",
        "This client is in the configuration file, so only that file changes it: edit it there, and restart the server.",
      );
    case "built_in":
      return new HttpError(
        "invalid_request",
        "This is the built-in command line, which every server has. What it may ask for can be changed, and nothing else.",
      );
    case "described":
      return new HttpError(
        "invalid_request",
        "This program describes itself at the address that is its id, so only that address changes it. Strike it off, and it gets nothing here any more.",
      );
    case "registered":
      return new HttpError(
        "invalid_request",
        "This client was registered with all that it may ask for, so that stays as it is. Register another one that may ask for this, and strike this one off.",
      );
  }
}
