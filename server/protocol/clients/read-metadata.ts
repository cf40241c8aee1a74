import { AUTHORIZATION_CODE_GRANT } from "@nearside/shared/oauth/authorization-code.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { TOKEN_EXCHANGE_GRANT } from "@nearside/shared/oauth/token-exchange.ts";
import * as v from "valibot";
import {
  type CommandLineClient,
  INTROSPECTION_JWT,
  NO_EXCHANGE,
  type RedirectGrant,
  type ResourceServer,
} from "../../platform/config/clients/client.ts";
import { keptRedirectUriSchema, redirectUriSchema } from "../../platform/config/clients/redirect-uri.ts";
import { areUsual, LIFETIMES } from "../../platform/config/clients/token-lifetimes.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import { configTexts } from "../../texts/config.ts";
import { oauthTexts } from "../../texts/oauth.ts";
import { type Metadata, metadataSchema } from "./metadata-schema.ts";
import type { Permission } from "./permission.ts";

/** Characters of all scopes together, as facts and tokens hold them. */
const MOST_SCOPE = 1024;

/** A client without its id. */
export type NewClient = Omit<CommandLineClient, "id"> | Omit<ResourceServer, "id">;

/** @param problem completes the sentence "<field> <problem>." */
const invalid = (field: string, problem: string): OauthError =>
  new OauthError("invalid_client_metadata", `${field} ${problem}.`, { field });

/**
 * Reads the client that this metadata asks for (RFC 7591 §2), within the permission. Missing members are filled in. A request
 * beyond the permission is refused, never narrowed in silence.
 *
 * @throws OauthError of RFC 7591 §3.2.2
 */
export function readMetadata(value: unknown, permission: Permission): NewClient {
  refuseStatement(value);
  const parsed = v.safeParse(metadataSchema, value, { abortEarly: true });
  if (!parsed.success) throw invalidMetadata(parsed.issues[0]);
  const metadata = parsed.output;
  const isByRedirect = metadata.grant_types?.includes(AUTHORIZATION_CODE_GRANT) === true;
  const redirectUris = readRedirectUris(
    metadata.redirect_uris,
    isByRedirect ? keptRedirectUriSchema : redirectUriSchema,
  );
  const isPublic = metadata.token_endpoint_auth_method === "none";
  if (!permission.kinds.includes(isPublic ? "command_line" : "resource_server"))
    throw invalid("token_endpoint_auth_method", oauthTexts.registration.notByTicket({ isPublic }));
  return isPublic
    ? commandLine(metadata, redirectUris, permission)
    : resourceServer(metadata, redirectUris, permission);
}

/** RFC 7591 §2.3: a client is described by its own request alone, within its ticket. */
function refuseStatement(value: unknown): void {
  const statement: unknown = Object(value).software_statement;
  if (statement === undefined) return;
  if (typeof statement !== "string" || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(statement))
    throw new OauthError("invalid_software_statement", oauthTexts.registration.noJwt, {
      field: "software_statement",
    });
  throw new OauthError("unapproved_software_statement", oauthTexts.registration.noStatements);
}

function readRedirectUris(
  uris: readonly unknown[],
  schema: typeof keptRedirectUriSchema | typeof redirectUriSchema,
): readonly string[] {
  return uris.map((uri) => {
    const parsed = v.safeParse(schema, uri);
    if (!parsed.success)
      throw new OauthError(
        "invalid_redirect_uri",
        oauthTexts.registration.redirectUris({ problem: parsed.issues[0].message }),
        {
          field: "redirect_uris",
        },
      );
    return parsed.output;
  });
}

function commandLine(
  { client_name: name, jwks, grant_types, scope, nearside_resources, ...others }: Metadata,
  redirectUris: readonly string[],
  permission: Permission,
): NewClient {
  if (jwks !== undefined) throw invalid("jwks", oauthTexts.registration.onlyApi);
  if (others.nearside_exchange !== undefined || others.introspection_signed_response_alg !== undefined)
    throw invalid("nearside_exchange", oauthTexts.registration.introspectionOnlyApi);
  const redirectGrant = readRedirectGrant(grant_types, redirectUris, others, permission);
  const lifetimes = others.nearside_lifetimes ?? LIFETIMES;
  if (!permission.longLife && !areUsual(lifetimes))
    throw invalid(
      "nearside_lifetimes",
      oauthTexts.registration.lifetimes({ access: LIFETIMES.access_token, refresh: LIFETIMES.refresh_token }),
    );
  const scopes = within("scope", scope, permission.scopes);
  if (scopes.join(" ").length > MOST_SCOPE) throw invalid("scope", configTexts.characters({ most: MOST_SCOPE }));
  return {
    kind: "command_line",
    name,
    verified: false,
    scopes,
    resources: within("nearside_resources", nearside_resources, permission.resources),
    detailTypes: typesWithin(others.authorization_details_types, permission.detailTypes),
    accessTokenSeconds: lifetimes.access_token,
    refreshTokenSeconds: lifetimes.refresh_token,
    redirectUris,
    ...(redirectGrant === undefined ? {} : { redirectGrant }),
    source: "registered",
  };
}

/** Reads how its logins begin: on the machine itself, or with a redirect (protocol §6), and never by both. */
function readRedirectGrant(
  grants: readonly string[] = [DEVICE_CODE_GRANT],
  redirectUris: readonly string[],
  {
    response_types: responses,
    nearside_executables: executables,
  }: Pick<Metadata, "nearside_executables" | "response_types">,
  permission: Permission,
): RedirectGrant | undefined {
  if (grants.includes(AUTHORIZATION_CODE_GRANT)) {
    if (!permission.redirects) throw invalid("grant_types", oauthTexts.registration.codeByAdministrator);
    demandGrants(grants, [AUTHORIZATION_CODE_GRANT]);
    if (redirectUris.length === 0) throw invalid("redirect_uris", oauthTexts.registration.loopbackForCode);
    if (responses?.some((one) => one !== "code") === true)
      throw invalid("response_types", oauthTexts.registration.onlyCode);
    return { executables: once("nearside_executables", executables ?? []) };
  }
  demandGrants(grants, [DEVICE_CODE_GRANT, "refresh_token"]);
  if (!grants.includes(DEVICE_CODE_GRANT))
    throw invalid("grant_types", oauthTexts.registration.grants({ grant: DEVICE_CODE_GRANT }));
  if (responses !== undefined && responses.length > 0)
    throw invalid("response_types", oauthTexts.registration.noRedirect);
  if (executables !== undefined) throw invalid("nearside_executables", oauthTexts.registration.onlyCodeGrant);
  return undefined;
}

function resourceServer(
  { client_name: name, jwks, grant_types, scope, nearside_resources, nearside_exchange, ...others }: Metadata,
  redirectUris: readonly string[],
  permission: Permission,
): NewClient {
  if (jwks === undefined) throw invalid("jwks", oauthTexts.registration.keysMissing);
  if (others.response_types !== undefined && others.response_types.length > 0)
    throw invalid("response_types", oauthTexts.registration.emptyForApi);
  if (others.nearside_executables !== undefined)
    throw invalid("nearside_executables", oauthTexts.registration.onlyCodeGrant);
  if (redirectUris.length > 0) throw invalid("redirect_uris", oauthTexts.registration.onlyCommandLine);
  if (scope !== undefined) throw invalid("scope", oauthTexts.registration.apiAsksNone);
  if (others.authorization_details_types !== undefined)
    throw invalid("authorization_details_types", oauthTexts.registration.apiAsksNone);
  if (others.nearside_lifetimes !== undefined)
    throw invalid("nearside_lifetimes", oauthTexts.registration.apiHasNoLogins);
  if (nearside_exchange !== undefined && !permission.exchange)
    throw invalid("nearside_exchange", oauthTexts.registration.byAdministrator);
  demandGrants(grant_types ?? [], nearside_exchange === undefined ? [] : [TOKEN_EXCHANGE_GRANT]);
  const resources = within("nearside_resources", nearside_resources, permission.resources);
  if (resources.length === 0) throw invalid("nearside_resources", configTexts.clients.audience);
  const exchange = nearside_exchange ?? NO_EXCHANGE;
  return {
    kind: "resource_server",
    name,
    resources,
    jwks,
    exchange: {
      resources: once("nearside_exchange.resources", exchange.resources),
      scopes: once("nearside_exchange.scopes", exchange.scopes),
    },
    introspectionJwt: INTROSPECTION_JWT,
    source: "registered",
  };
}

function demandGrants(requested: readonly string[], granted: readonly string[]): void {
  if (requested.every((grant) => granted.includes(grant))) return;
  const which =
    granted.length === 0
      ? oauthTexts.registration.emptyForClient
      : oauthTexts.registration.onlyGranted({ granted: granted.join(" and ") });
  throw invalid("grant_types", which);
}

/** The value of a member that the request leaves out: all that the permission allows, if that is a list. */
function within(
  member: string,
  requested: readonly string[] | undefined,
  most: readonly string[] | null,
): readonly string[] {
  if (requested === undefined) return most ?? [];
  if (most !== null && requested.some((one) => !most.includes(one)))
    throw invalid(member, oauthTexts.registration.beyondTicket);
  return once(member, requested);
}

/** Undefined allows any type. */
const typesWithin = (
  requested: readonly string[] | undefined,
  most: readonly string[] | null,
): readonly string[] | undefined =>
  requested === undefined && most === null ? undefined : within("authorization_details_types", requested, most);

function once(member: string, all: readonly string[]): readonly string[] {
  if (new Set(all).size !== all.length) throw invalid(member, oauthTexts.registration.twice);
  return all;
}

/** The description names the member and quotes nothing from its value. */
export function invalidMetadata(issue: v.BaseIssue<unknown>): OauthError {
  const isUnknownName = issue.type === "strict_object" && issue.expected === "never"; // the client chose it
  const path = v.getDotPath(issue)?.replace(isUnknownName ? /\.[^.]*$/ : "", "");
  if (path === undefined) return new OauthError("invalid_client_metadata", oauthTexts.registration.oneObject);
  const isMissing = issue.received === "undefined" && issue.type !== "never";
  const problem = isMissing ? oauthTexts.registration.missing : issue.message;
  return new OauthError("invalid_client_metadata", `${path} ${problem}.`, { field: memberAt(path) });
}

/** A form has one field for each member of the metadata, and one for each part of nearside_exchange. */
function memberAt(path: string): string {
  const [member = path, part] = path.split(".");
  return member === "nearside_exchange" && part !== undefined ? `${member}.${part}` : member;
}
