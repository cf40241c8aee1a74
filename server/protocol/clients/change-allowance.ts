import {
  type AllowanceChange,
  MOST_ALLOWED_RESOURCES,
  MOST_ALLOWED_SCOPES,
} from "@nearside/shared/api/console/clients.ts";
import { type Actor, byOf } from "../../platform/audit/actor.ts";
import { append } from "../../platform/audit/event-log.ts";
import { clientAllowanceChanged } from "../../platform/audit/events/clients.ts";
import type { CommandLineClient } from "../../platform/config/clients/client.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import type { WithDb } from "../../platform/store/database.ts";
import type { WithClock } from "../../platform/surroundings.ts";
import { type Allowance, findAllowance, storeAllowance, withAllowance } from "../../register/clients/allowance.ts";
import { holdActor } from "../../register/people/hold-actor.ts";
import { consoleTexts } from "../../texts/console.ts";
import { notChangeable } from "./manage-client.ts";

/**
 * Lets the built-in command line ask for an organisation's APIs and their scopes, or revokes that. What it may ask for by itself
 * stays; so do the logins that it has.
 *
 * @returns the client with all that it may ask for from now on
 * @throws HttpError `not_found`, `invalid_request`
 */
export async function changeAllowance(
  services: WithClock & WithConfig & WithDb,
  id: string,
  change: AllowanceChange,
  by: Actor,
): Promise<CommandLineClient> {
  const own = services.config.clients.find((client) => client.id === id && client.source === "built_in");
  if (own === undefined) throw await notChangeable(services, id);
  const at = services.clock();
  await services.db.transaction().execute(async (trx) => {
    await holdActor(trx, by); // changes come one after the other
    const before = await findAllowance(trx, id);
    const made = change.how === "allow" ? allowed(own, before, change) : disallowed(own, before, change);
    await storeAllowance(trx, id, made.after, at);
    const { scopes, resources } = made;
    await append(trx, clientAllowanceChanged(at, id, { how: change.how, scopes, resources, by: byOf(by) }), { by });
  });
  return withAllowance(services.db, own);
}

interface Made {
  readonly after: Allowance;
  /** These two were changed. */
  readonly scopes: string[];
  readonly resources: string[];
}

function allowed(own: CommandLineClient, before: Allowance, { scopes, resources }: AllowanceChange): Made {
  const isNew = (allowed: readonly string[]) => (one: string, nth: number, all: readonly string[]) =>
    !allowed.includes(one) && all.indexOf(one) === nth;
  const newScopes = scopes.filter(isNew([...own.scopes, ...before.scopes]));
  const newResources = resources.filter(isNew([...own.resources, ...before.resources]));
  if (newScopes.length + newResources.length === 0)
    throw new HttpError("invalid_request", consoleTexts.clients.allowedAlready);
  const after = { scopes: [...before.scopes, ...newScopes], resources: [...before.resources, ...newResources] };
  if (after.scopes.length > MOST_ALLOWED_SCOPES || after.resources.length > MOST_ALLOWED_RESOURCES)
    throw new HttpError(
      "invalid_request",
      consoleTexts.clients.tooManyAllowed({ resources: MOST_ALLOWED_RESOURCES, scopes: MOST_ALLOWED_SCOPES }),
    );
  return { after, scopes: newScopes, resources: newResources };
}

function disallowed(own: CommandLineClient, before: Allowance, { scopes, resources }: AllowanceChange): Made {
  const wrong =
    scopes.find((one) => !before.scopes.includes(one)) ?? resources.find((one) => !before.resources.includes(one));
  if (wrong !== undefined)
    throw new HttpError(
      "invalid_request",
      own.scopes.includes(wrong) || own.resources.includes(wrong)
        ? consoleTexts.clients.always
        : consoleTexts.clients.notAllowed,
    );
  const after = {
    scopes: before.scopes.filter((one) => !scopes.includes(one)),
    resources: before.resources.filter((one) => !resources.includes(one)),
  };
  return { after, scopes: [...scopes], resources: [...resources] };
}
