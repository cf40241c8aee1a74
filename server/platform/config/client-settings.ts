import * as v from "valibot";
import { configTexts } from "../../texts/config.ts";
import { type CommandLineClient, INTROSPECTION_JWT, type ResourceServer } from "./clients/client.ts";
import { clientJwksSchema } from "./clients/client-keys.ts";
import { redirectGrantSchema } from "./clients/redirect-grant.ts";
import { isLocalhost, keptRedirectUriSchema } from "./clients/redirect-uri.ts";
import { detailTypeSchema, resourceSchema, scopeSchema } from "./clients/scope-and-resource.ts";
import { accessTokenSecondsSchema, LIFETIMES, refreshTokenSecondsSchema } from "./clients/token-lifetimes.ts";
import { list, text, yesOrNo } from "./values.ts";

// The operator writes clients into the configuration file in this form (see server/platform/config/clients/client.ts).

/** An address of a client ends with its id. These ends mean something else there: `clientsApi` has `/configured`, and dots are steps. */
const TAKEN = ["configured", ".", ".."];

const id = v.pipe(
  v.string(configTexts.text),
  v.regex(/^[A-Za-z0-9._-]{1,128}$/, configTexts.clients.id),
  v.check((text) => !TAKEN.includes(text), configTexts.clients.reservedId),
);
const name = text(configTexts.name, 64);

const commandLine = v.strictObject({
  id,
  name,
  verified: v.optional(yesOrNo, false),
  scopes: v.optional(list(scopeSchema), []),
  resources: v.optional(list(resourceSchema), []),
  detailTypes: v.optional(list(detailTypeSchema)),
  accessTokenSeconds: v.optional(accessTokenSecondsSchema, LIFETIMES.access_token),
  refreshTokenSeconds: v.optional(refreshTokenSecondsSchema, LIFETIMES.refresh_token),
  redirectUris: v.optional(list(keptRedirectUriSchema), []),
  /** It logs in by a redirect to one of these addresses, and by no other way (protocol §6). */
  redirectGrant: v.optional(redirectGrantSchema),
});

const resourceServer = v.strictObject({
  id,
  name,
  resources: v.pipe(list(resourceSchema), v.minLength(1, configTexts.clients.audience)),
  jwks: clientJwksSchema,
  exchange: v.optional(
    v.strictObject({ resources: v.optional(list(resourceSchema), []), scopes: v.optional(list(scopeSchema), []) }),
    { resources: [], scopes: [] },
  ),
});

/** The command line that every server knows. */
export const BUILT_IN: CommandLineClient = {
  kind: "command_line",
  id: "nearside-cli",
  name: configTexts.clients.builtInName,
  source: "built_in",
  verified: true,
  scopes: ["openid", "profile", "read", "write"],
  resources: [],
  accessTokenSeconds: LIFETIMES.access_token,
  refreshTokenSeconds: LIFETIMES.refresh_token,
  redirectUris: [],
};

const eachOnce = (all: readonly { readonly id: string }[]): boolean =>
  new Set(all.map((one) => one.id)).size === all.length;

/** If it is left out, there is only the built-in client. */
export const clientsSetting = v.optional(
  v.pipe(
    list(commandLine),
    v.minLength(1, configTexts.clients.atLeastOne),
    v.check((all) => eachOnce(all), configTexts.clients.idTwice),
    v.check(
      (all) => all.every((one) => one.redirectGrant !== undefined || !one.redirectUris.some(isLocalhost)),
      configTexts.clients.loopbackByNumber,
    ),
    v.check(
      (all) => all.every((one) => one.redirectGrant === undefined || one.redirectUris.length > 0),
      configTexts.clients.redirectUris,
    ),
    v.transform((all) => all.map((one): CommandLineClient => ({ kind: "command_line", ...one, source: "file" }))),
  ),
);

export const resourceServersSetting = v.pipe(
  v.optional(list(resourceServer), []),
  v.check((all) => eachOnce(all), configTexts.clients.idTwice),
  v.transform((all) =>
    all.map(
      (one): ResourceServer => ({
        kind: "resource_server",
        ...one,
        introspectionJwt: INTROSPECTION_JWT,
        source: "file",
      }),
    ),
  ),
);
