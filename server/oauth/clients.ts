import { authorizationDetailsSchema } from "@nearside/shared/claims.ts";
import * as v from "valibot";
import type { Client, Config } from "../config/config.ts";
import type { DeviceAuthorizationForm } from "./authorization-form.ts";
import { OauthError } from "./oauth-error.ts";

/** @throws OauthError `invalid_client` */
export function demandClient({ clients }: Pick<Config, "clients">, clientId: string | undefined): Client {
  const client = clients.find(({ id }) => id === clientId);
  if (client === undefined)
    throw new OauthError(
      "invalid_client",
      "The server does not know this program. Ask your administrator to register it.",
    );
  return client;
}

/** What a client may ask for, as asked: nothing is narrowed in silence. */
export interface Asked {
  readonly scope: string;
  readonly resource: readonly string[];
  readonly authorizationDetails: v.InferOutput<typeof authorizationDetailsSchema>;
}

/**
 * @throws OauthError `invalid_scope` (RFC 6749 §5.2), `invalid_target` (RFC 8707 §2), `invalid_authorization_details`
 * (RFC 9396 §5)
 */
export function demandAsked(client: Client, form: DeviceAuthorizationForm): Asked {
  const scopes = form.scope === "" ? [] : form.scope.split(" ");
  if (new Set(scopes).size !== scopes.length || scopes.some((scope) => !client.scopes.includes(scope)))
    throw new OauthError("invalid_scope", `${client.name} may ask for these scopes: ${client.scopes.join(" ")}.`);
  if (form.resource.some((resource) => !client.resources.includes(resource)))
    throw new OauthError("invalid_target", `${client.name} may not ask for that resource.`);
  return {
    scope: form.scope,
    resource: form.resource,
    authorizationDetails: readDetails(form.authorization_details),
  };
}

function readDetails(text: string | undefined): Asked["authorizationDetails"] {
  if (text === undefined) return [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new OauthError("invalid_authorization_details", "authorization_details is not JSON.", { cause });
  }
  const details = v.safeParse(authorizationDetailsSchema, value);
  if (!details.success)
    throw new OauthError("invalid_authorization_details", "authorization_details is no list of objects with a type.");
  return details.output;
}
