import * as v from "valibot";
import { type Actor, byOf } from "../audit/actor.ts";
import { append } from "../audit/event-log.ts";
import { clientKeysReplaced } from "../audit/events/client-keys-replaced.ts";
import { holdActor } from "../directory/hold-actor.ts";
import type { Ground } from "../ground.ts";
import { HttpError } from "../http/http-error.ts";
import { OauthError } from "../oauth/oauth-error.ts";
import { clientJwksSchema, thumbprintsOf } from "./client-keys.ts";
import { replaceData } from "./client-store.ts";
import { demandRegistered } from "./manage-client.ts";
import { problemOf } from "./read-metadata.ts";

/**
 * From now on an API proves itself by these keys and no others, and stays what it is: nothing that it did in people's names
 * ends. To change over without a gap the old key is among the new ones first.
 *
 * @param jwks as somebody wrote it
 * @throws HttpError `not_found`, `invalid_request`; OauthError `invalid_client_metadata`
 */
export async function replaceClientKeys(
  ground: Ground,
  id: string,
  jwks: unknown,
  by: Actor,
): Promise<{ readonly name: string; readonly keys: readonly string[] }> {
  const read = v.safeParse(v.object({ jwks: clientJwksSchema }), { jwks }, { abortEarly: true });
  if (!read.success) throw new OauthError("invalid_client_metadata", `${problemOf(read.issues[0])}.`);
  return ground.db.transaction().execute(async (trx) => {
    await holdActor(trx, by);
    const { client, state } = await demandRegistered({ ...ground, db: trx }, id);
    if (client.kind !== "resource_server")
      throw new HttpError("invalid_request", "This client is a command line, which has no key of its own.");
    if (state === "revoked") throw new HttpError("invalid_request", "This client was struck off.");
    const next = { ...client, jwks: read.output.jwks };
    const [keys, before] = [await thumbprintsOf(next), await thumbprintsOf(client)];
    if (!(await replaceData(trx, next))) throw new HttpError("invalid_request", "This client was changed just now.");
    await append(trx, clientKeysReplaced(ground.clock(), id, { keys, before, by: byOf(by) }), { by });
    return { name: client.name, keys };
  });
}
