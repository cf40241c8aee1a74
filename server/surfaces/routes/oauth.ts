import { ENDPOINTS } from "@nearside/shared/oauth/endpoints.ts";
import { hasScope, OPENID, PROFILE } from "@nearside/shared/oauth/scopes.ts";
import { STATUS_LIST_CONTENT_TYPE, STATUS_LIST_PATH } from "@nearside/shared/oauth/status-list.ts";
import { Refused } from "@nearside/shared/refused.ts";
import { accepts } from "hono/accepts";
import type { Client } from "../../platform/config/clients/client.ts";
import type { WithConfig } from "../../platform/config/config.ts";
import { type Call, idOf } from "../../platform/http/call.ts";
import type { WithAddressOf } from "../../platform/http/client-address.ts";
import { HttpError } from "../../platform/http/http-error.ts";
import { OauthError } from "../../platform/http/oauth-error.ts";
import { get, post, postForm, type Route } from "../../platform/http/route.ts";
import type { WithKeys } from "../../platform/keys/signing-keys.ts";
import type { WithBudgets } from "../../platform/limits/budgets.ts";
import { limitIntrospection } from "../../platform/limits/spend.ts";
import type { WithLog } from "../../platform/log/log.ts";
import type { WithDb } from "../../platform/store/database.ts";
import { urgent } from "../../platform/store/urgent.ts";
import { secondsNow, type WithClock, type WithRandom, type WithStopping } from "../../platform/surroundings.ts";
import type { WithChanges } from "../../platform/waiting/changes.ts";
import { authenticateClient } from "../../protocol/clients/authenticate-client.ts";
import type { WithClientDocuments } from "../../protocol/clients/documents/client-documents.ts";
import { metadataBody } from "../../protocol/clients/metadata-schema.ts";
import { admitDevice } from "../../protocol/login/start/admit-device.ts";
import {
  type DeviceAuthorizationForm,
  deviceAuthorizationForm,
} from "../../protocol/login/start/device-authorization-form.ts";
import { readRequestedAccess } from "../../protocol/login/start/requested-access.ts";
import { startLogin } from "../../protocol/login/start/start-login.ts";
import type { WithMetadata } from "../../protocol/passkeys/metadata/active-metadata.ts";
import { authorizationBody } from "../../protocol/redirects/read-authorization.ts";
import type { WithRules } from "../../protocol/rules/active-rules.ts";
import type { WithLocalTime } from "../../protocol/rules/local-time.ts";
import type { RuleServices } from "../../protocol/rules/rule-services.ts";
import { demandAccess } from "../../protocol/tokens/demand-access.ts";
import type { WithDpopNonces } from "../../protocol/tokens/dpop-nonce.ts";
import { demandGrant, type GrantServices } from "../../protocol/tokens/grants.ts";
import { INTROSPECTION_JWT_TYPE, introspectToken, signIntrospection } from "../../protocol/tokens/introspect-token.ts";
import { refusedRequest } from "../../protocol/tokens/oauth-refusal.ts";
import type { WithVerifiedTokens } from "../../protocol/tokens/read-issued-token.ts";
import { revokeToken } from "../../protocol/tokens/revoke-token.ts";
import { CACHED_MS, StatusLists } from "../../protocol/tokens/status/status-lists.ts";
import type { WithStatusPlaces } from "../../protocol/tokens/status/status-places.ts";
import { type AboutTokenForm, aboutTokenForm, type TokenForm, tokenForm } from "../../protocol/tokens/token-form.ts";
import { demandCommandLine, demandRequesting, findClient } from "../../register/clients/find-client.ts";
import { findUsers } from "../../register/people/users.ts";
import type { WithActiveTokens } from "../../register/tokens/active-tokens.ts";
import { oauthTexts } from "../../texts/oauth.ts";
import { oauthAuthorize } from "./oauth-authorize.ts";
import { oauthRegister } from "./oauth-register.ts";

/** The endpoints of OAuth and OpenID Connect. Metadata and keys are in public-documents.ts. */
export function oauthRoutes(
  services: WithAddressOf &
    WithBudgets &
    WithChanges &
    WithClientDocuments &
    WithClock &
    WithConfig &
    WithDb &
    WithDpopNonces &
    WithKeys &
    WithLocalTime &
    WithLog &
    WithMetadata &
    WithRandom &
    WithRules &
    WithStatusPlaces &
    WithStopping &
    WithActiveTokens &
    WithVerifiedTokens,
): readonly Route[] {
  const lists = new StatusLists(services);
  return [
    get(ENDPOINTS.authorization_endpoint, "requests", oauthAuthorize(services)),
    post(ENDPOINTS.authorization_endpoint, "requests", oauthAuthorize(services), authorizationBody),
    postForm(ENDPOINTS.device_authorization_endpoint, "login_starts", deviceAuthorizationForm, (c, form) =>
      authorizeDevice(services, c, form),
    ),
    postForm(ENDPOINTS.introspection_endpoint, "introspections", aboutTokenForm, (c, form) =>
      introspect(services, c, form),
    ),
    post(ENDPOINTS.registration_endpoint, "registrations", oauthRegister(services), metadataBody),
    postForm(ENDPOINTS.revocation_endpoint, "requests", aboutTokenForm, (c, form) =>
      revoke({ ...services, db: urgent(services.db) }, c, form),
    ),
    get(`${STATUS_LIST_PATH}:id`, "requests", (c) => answerStatusList(lists, services.clock, c)),
    postForm(ENDPOINTS.token_endpoint, "requests", tokenForm, (c, form) => grantToken(services, c, form)),
    get(ENDPOINTS.userinfo_endpoint, "requests", (c) => answerUserinfo(services, c)),
    post(ENDPOINTS.userinfo_endpoint, "requests", (c) => answerUserinfo(services, c)),
  ];
}

/** POST /oauth/device_authorization starts a login (RFC 8628 §3.1, protocol §4.1). */
async function authorizeDevice(
  services: RuleServices &
    WithAddressOf &
    WithBudgets &
    WithChanges &
    WithConfig &
    WithDpopNonces &
    WithKeys &
    WithRandom &
    WithActiveTokens,
  c: Call,
  form: DeviceAuthorizationForm,
): Promise<Response> {
  const client = await demandRequesting(services, form.client_id);
  if (form.device_statement === undefined)
    throw new OauthError(
      "invalid_request",
      oauthTexts.grant.deviceStatementMissing({ issuer: services.config.issuer }),
    );
  const requested = readRequestedAccess(client, form, services.config.issuer);
  try {
    const from = { address: services.addressOf(c), userAgent: c.req.header("user-agent") };
    const admitted = await admitDevice(services, form.device_statement, from.address);
    const answer = await startLogin(services, admitted, client, requested, from);
    c.header("DPoP-Nonce", services.dpopNonces.current()); // spares the first poll a round trip (RFC 9449 §8.2)
    return c.json(answer);
  } catch (error) {
    throw error instanceof Refused ? refusedRequest(error, secondsNow(services)) : error;
  }
}

const JSON_TYPE = "application/json";
const JWT_TYPE = `application/${INTROSPECTION_JWT_TYPE}`;

/** POST /oauth/introspect, for resource servers that authenticate and for no other client (RFC 7662, RFC 9701). */
async function introspect(
  services: WithAddressOf &
    WithBudgets &
    WithClock &
    WithConfig &
    WithDb &
    WithKeys &
    WithLog &
    WithActiveTokens &
    WithVerifiedTokens,
  c: Call,
  form: AboutTokenForm,
): Promise<Response> {
  const client = await authenticateClient(services, c, form);
  await limitIntrospection(services, services.addressOf(c), client);
  if (form.token === undefined) throw new OauthError("invalid_request", oauthTexts.tokenMissing);
  const answer = await introspectToken(services, form.token, client);
  const wanted = accepts(c, { header: "Accept", supports: [JSON_TYPE, JWT_TYPE], default: JSON_TYPE });
  if (wanted === JSON_TYPE) return c.json(answer);
  c.header("Content-Type", JWT_TYPE);
  return c.body(await signIntrospection(services, answer, client));
}

/** POST /oauth/revoke (RFC 7009). */
async function revoke(
  services: WithChanges & WithClock & WithConfig & WithDb & WithKeys & WithLog & WithVerifiedTokens,
  c: Call,
  form: AboutTokenForm,
): Promise<Response> {
  const client = await revokingClient(services, c, form);
  if (form.token === undefined) throw new OauthError("invalid_request", oauthTexts.tokenMissing);
  await revokeToken(services, form.token, client);
  return c.body(null, 200);
}

/** A command line is public and gives its `client_id` (RFC 6749 §2.3, §3.2.1); a resource server authenticates. */
async function revokingClient(
  services: WithClock & WithConfig & WithDb & WithLog,
  c: Call,
  form: AboutTokenForm,
): Promise<Client> {
  const { client_id: id, client_assertion: assertion } = form;
  const isAuthenticating = assertion !== undefined || c.req.header("authorization") !== undefined;
  const isResourceServer = id !== undefined && (await findClient(services, id))?.kind === "resource_server";
  return isAuthenticating || isResourceServer ? authenticateClient(services, c, form) : demandCommandLine(services, id);
}

/** POST /oauth/token (RFC 6749 §3.2, RFC 8628 §3.4, RFC 8693 §2, RFC 9449 §5, protocol §4.6). */
async function grantToken(services: GrantServices, c: Call, form: TokenForm): Promise<Response> {
  const grant = await demandGrant(services, form);
  const answer = await grant(services, c, form);
  c.header("Pragma", "no-cache"); // RFC 6749 §5.1; Cache-Control is on every answer
  return c.json(answer);
}

/**
 * GET /oauth/status/:id: which tokens of a list were revoked (draft-ietf-oauth-status-list §8). Any origin may read it, since a
 * bit does not tell whose token it is about.
 */
async function answerStatusList(lists: StatusLists, clock: () => number, c: Call): Promise<Response> {
  // The client would take the answer for the state at that time (§8.4 there).
  if (c.req.query("time") !== undefined) throw new HttpError("not_implemented", oauthTexts.status.onlyNow);
  const list = await lists.find(idOf(c));
  if (list === undefined) throw new HttpError("not_found", oauthTexts.status.noList);
  c.header("Access-Control-Allow-Origin", "*");
  c.header("ETag", list.etag);
  // A reader may rely on the text for its `ttl` from then on, so it may be cached no longer than this server gives out the same text.
  const left = Math.max(0, Math.ceil((list.madeAt + CACHED_MS - clock()) / 1000));
  c.header("Cache-Control", `public, max-age=${left}`);
  if (c.req.header("If-None-Match") === list.etag) return c.body(null, 304);
  c.header("Content-Type", STATUS_LIST_CONTENT_TYPE);
  return c.body(list.jws);
}

/**
 * GET and POST /oauth/userinfo tell the holder of the token's key about the token's user (OpenID Connect Core 1.0 §5.3). No other
 * origin may read the answer: a page has no such key.
 */
async function answerUserinfo(
  services: WithClock & WithConfig & WithDb & WithDpopNonces & WithKeys & WithActiveTokens,
  c: Call,
): Promise<Response> {
  const { sub, scope } = await demandAccess(services, c, OPENID);
  const user = (await findUsers(services.db, [sub])).get(sub);
  if (user === undefined) throw new Error("a token's user is missing");
  const profile = { name: user.display_name, preferred_username: user.name };
  return c.json({ sub, ...(hasScope(scope, PROFILE) ? profile : {}) });
}
