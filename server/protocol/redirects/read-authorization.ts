import { codeChallengeSchema } from "@nearside/shared/claims.ts";
import { newAuthorizationId, sha256TextSchema } from "@nearside/shared/ids.ts";
import { AUTHORIZATION_SECONDS } from "@nearside/shared/lifetimes.ts";
import { clientAddressSchema } from "@nearside/shared/oauth/client-address.ts";
import { fieldOf } from "@nearside/shared/refused.ts";
import { authorization, printable } from "@nearside/shared/statements/authorization.ts";
import * as v from "valibot";
import type { CommandLineClient } from "../../platform/config/clients/client.ts";
import { isRegistered, keptRedirectUriSchema } from "../../platform/config/clients/redirect-uri.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import type { WithLog } from "../../platform/log/log.ts";
import { secondsNow, type WithClock, type WithRandom, type WithStopping } from "../../platform/surroundings.ts";
import { findCommandLine, type Register } from "../../register/clients/find-client.ts";
import { oauthTexts } from "../../texts/oauth.ts";
import type { WithClientDocuments } from "../clients/documents/client-documents.ts";
import { accessEntries } from "../login/start/device-authorization-form.ts";
import { readRequestedAccess } from "../login/start/requested-access.ts";

// The authorization endpoint (RFC 6749 §3.1) for programs that only know a loopback redirect (RFC 8252, protocol §6).

/** Characters. It travels in the fragment of an address, and proxies take headers of 4 to 8 KiB. */
const MOST_AUTHORIZATION = 3500;

export const authorizationRequestSchema = v.object({
  client_id: v.pipe(v.string(), v.maxLength(128)),
  redirect_uri: v.string(),
  state: v.optional(printable),
});

/** The other parameters (RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 9449 §10, OpenID Connect Core 1.0 §3.1.2.1). */
const codeRequestSchema = v.object({
  response_type: v.literal("code", oauthTexts.authorization.responseType),
  response_mode: v.optional(v.literal("query", oauthTexts.authorization.responseMode)),
  code_challenge: v.pipe(
    v.string(oauthTexts.authorization.challengeMissing),
    v.check((text) => v.is(codeChallengeSchema, text), oauthTexts.authorization.challenge),
  ),
  code_challenge_method: v.literal("S256", oauthTexts.authorization.challengeMethod),
  dpop_jkt: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => v.is(sha256TextSchema, text), oauthTexts.authorization.dpopJkt),
    ),
  ),
  nonce: v.optional(v.pipe(printable, v.maxLength(512, oauthTexts.authorization.nonce))),
});

/** The request as a form (OpenID Connect Core 1.0 §3.1.2.1). */
export const authorizationBody = {
  contentType: "application/x-www-form-urlencoded",
  schema: authorizationRequestSchema,
} as const;

/** Parameters that may come several times. */
export const REPEATABLE = ["resource"] as const;

type AuthorizationServices = Register &
  WithBudgets &
  WithClientDocuments &
  WithClock &
  WithConfig &
  WithKeys &
  WithLog &
  WithRandom &
  WithStopping;

type Parameters = Readonly<Record<string, unknown>>;

/** A request leads to one of these: a page of ours, with what was asked for, or the redirect back with the refusal. */
type Answered = { readonly page: string } | { readonly back: string };

const accessSchema = v.object(accessEntries);

/** Programs that are not registered for it get the refusal at an address where they can read it. */
const NOT_BY_REDIRECT = oauthTexts.authorization.noBrowserLogins;

/**
 * Reads what a program asks for. It is sent back with a refusal only to a loopback address that it has registered (RFC 6749
 * §4.1.2.1).
 *
 * @param parameters of the query or the form, each once but `resource`
 * @param from the browser's address
 * @returns undefined if the browser must not be sent anywhere
 * @throws DocumentRefused; RateLimited
 */
export async function answerAuthorization(
  services: AuthorizationServices,
  parameters: Parameters,
  from: string,
): Promise<Answered | undefined> {
  const parsed = v.safeParse(authorizationRequestSchema, parameters);
  if (!parsed.success) return undefined;
  const { client_id, redirect_uri, state } = parsed.output;
  const isDescribed = v.is(clientAddressSchema, client_id);
  if (isDescribed && !v.is(keptRedirectUriSchema, redirect_uri)) return undefined; // nothing is fetched for it
  const client = isDescribed
    ? await services.clientDocuments.read(services, client_id, from)
    : await findCommandLine(services, client_id);
  if (client === undefined || !isRegistered(redirect_uri, client.redirectUris)) return undefined;
  try {
    return { page: await signAuthorization(services, client, parameters, { redirect_uri, state }) };
  } catch (error) {
    if (!(error instanceof OauthError)) throw error;
    const query = new URLSearchParams({
      error: error.code,
      error_description: error.description,
      ...(state === undefined ? {} : { state }),
      iss: services.config.issuer, // RFC 9207 §2
    });
    return { back: `${redirect_uri}?${query}` }; // a registered address has no query of its own
  }
}

/** @throws OauthError */
async function signAuthorization(
  services: WithClock & WithConfig & WithKeys & WithRandom,
  client: CommandLineClient,
  parameters: Parameters,
  { redirect_uri, state }: { readonly redirect_uri: string; readonly state: string | undefined },
): Promise<string> {
  if (client.redirectGrant === undefined) throw new OauthError("unauthorized_client", NOT_BY_REDIRECT);
  if (new URL(redirect_uri).port === "" || Number(new URL(redirect_uri).port) < 1)
    throw new OauthError("invalid_request", oauthTexts.authorization.port);
  if (parameters["request"] !== undefined || parameters["request_uri"] !== undefined)
    throw new OauthError("invalid_request", oauthTexts.authorization.requestObjects);
  const code = v.safeParse(codeRequestSchema, parameters);
  if (!code.success)
    throw new OauthError("invalid_request", v.flatten(code.issues).root?.[0] ?? code.issues[0].message);
  const access = v.safeParse(accessSchema, parameters);
  if (!access.success)
    throw new OauthError(
      "invalid_request",
      oauthTexts.authorization.field({ field: fieldOf(access.issues[0], "request") }),
    );
  const requested = readRequestedAccess(client, access.output, services.config.issuer);
  const iat = secondsNow(services);
  const { dpop_jkt, nonce } = code.output;
  const signed = await authorization.sign(services.keys.signer, {
    iss: services.config.issuer,
    jti: newAuthorizationId(services.random),
    iat,
    exp: iat + AUTHORIZATION_SECONDS,
    client: {
      id: client.id,
      name: client.name,
      ...(client.document === undefined ? {} : { document: client.document }),
    },
    executables: [...client.redirectGrant.executables],
    redirect_uri,
    code_challenge: code.output.code_challenge,
    ...(dpop_jkt === undefined ? {} : { dpop_jkt }),
    scope: requested.scope,
    resource: [...requested.resource],
    authorization_details: requested.authorizationDetails,
    ...requested.stepUp,
    ...(state === undefined ? {} : { state }),
    ...(nonce === undefined ? {} : { nonce }),
  });
  if (signed.length > MOST_AUTHORIZATION) throw new OauthError("invalid_request", oauthTexts.authorization.tooLong);
  return signed;
}
