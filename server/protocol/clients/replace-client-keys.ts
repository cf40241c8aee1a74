import * as v from "valibot";
import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { clientKeysReplaced } from "../../platform/audit/events/clients.ts";
import { thumbprintsOf } from "../../platform/config/clients/client.ts";
import { clientJwksSchema } from "../../platform/config/clients/client-keys.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { replaceData } from "../../register/clients/client-store.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { consoleTexts } from "../../texts/console.ts";
import { demandRegistered } from "./manage-client.ts";
import { invalidMetadata } from "./read-metadata.ts";

/**
 * From now on an API proves itself by these keys and no others, and stays what it is: nothing that it did in people's names
 * ends. To change over without a gap the old key is among the new ones first.
 *
 * @param jwks as the administrator wrote it
 * @throws HttpError `not_found`, `invalid_request`; OauthError `invalid_client_metadata`
 */
export async function replaceClientKeys(
  services: WithClock & WithConfig & WithDb,
  id: string,
  jwks: unknown,
  by: Actor,
): Promise<{ readonly name: string; readonly keys: readonly string[] }> {
  const read = v.safeParse(v.object({ jwks: clientJwksSchema }), { jwks }, { abortEarly: true });
  if (!read.success) throw invalidMetadata(read.issues[0]);
  return services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const { client, state } = await demandRegistered({ ...services, db: trx }, id);
    if (client.kind !== "resource_server") throw new HttpError("invalid_request", consoleTexts.clients.noKey);
    if (state === "revoked") throw new HttpError("invalid_request", consoleTexts.clients.removed);
    const next = { ...client, jwks: read.output.jwks };
    const [keys, before] = [await thumbprintsOf(next), await thumbprintsOf(client)];
    if (!(await replaceData(trx, next))) throw new HttpError("invalid_request", consoleTexts.clients.changedJustNow);
    await append(trx, clientKeysReplaced(services.clock(), id, { keys, before, by: byOf(by) }), { by });
    return { name: client.name, keys };
  });
}
