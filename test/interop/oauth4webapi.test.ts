// oauth4webapi, step by step: each request and each answer by a function of its own, which judges the answer strictly.
// On the other side an API judges our tokens by nothing but this library.

import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { ACCESS_TOKEN_TYPE, TOKEN_EXCHANGE_GRANT } from "@nearside/shared/oauth/token-exchange.ts";
import * as oauth from "oauth4webapi";
import { beforeAll, expect, it } from "vitest";
import { freePort } from "../kit/free-port.ts";
import { CLIENT } from "../kit/login-steps.ts";
import type { EnrolledStage } from "../steps/enrolling.ts";
import { refreshStatementOf } from "../steps/logging-in.ts";
import { afterTests } from "../support/after-tests.ts";
import { expectExpiresIn } from "../support/expires-in.ts";
import { startForeignApi } from "./foreign-api.ts";
import { cryptoKeyOf, letApprove, openSetting, parametersOf, type Setting, withSessionKey } from "./setting.ts";

const HTTP = { [oauth.allowInsecureRequests]: true } as const;
const client: oauth.Client = { client_id: CLIENT };
const none = oauth.None();

const atEnd = afterTests();

let setting: Setting;
let server: oauth.AuthorizationServer;
/** The origin of the API that judges by the library. */
let foreign: string;
let login: Login;
beforeAll(async () => {
  const port = await freePort();
  foreign = `http://localhost:${port}`;
  setting = await openSetting(atEnd, [foreign]);
  const issuer = new URL(setting.stage.issuer);
  const found = await oauth.discoveryRequest(issuer, { algorithm: "oauth2", ...HTTP });
  server = await oauth.processDiscoveryResponse(issuer, found);
  await startForeignApi(atEnd, server, port);
  login = await logIn();
});

interface Login {
  readonly stage: EnrolledStage;
  readonly pair: oauth.CryptoKeyPair;
  readonly DPoP: oauth.DPoPHandle;
  readonly tokens: oauth.TokenEndpointResponse;
  /** Milliseconds. */
  readonly readAt: number;
}

/** Sends it once more if the server names the nonce to use, as the library wants it done (RFC 9449 §8). */
async function withNonce<T>(step: () => Promise<T>): Promise<T> {
  return step().catch((error: unknown) => {
    if (oauth.isDPoPNonceError(error)) return step();
    throw error;
  });
}

async function logIn(): Promise<Login> {
  const pair = await oauth.generateKeyPair("ES256");
  const stage = await withSessionKey(setting.stage, pair);
  const DPoP = oauth.DPoP(client, pair);
  const form = await parametersOf(stage, setting.origin, foreign);
  const authorizationAnswer = await oauth.deviceAuthorizationRequest(server, client, none, form, HTTP);
  const begun = await oauth.processDeviceAuthorizationResponse(server, client, authorizationAnswer);
  await letApprove(stage, begun);
  const tokens = await withNonce(async () => {
    const answer = await oauth.deviceCodeGrantRequest(server, client, none, begun.device_code, { DPoP, ...HTTP });
    const read = await oauth.processDeviceCodeResponse(server, client, answer);
    await oauth.validateApplicationLevelSignature(server, answer, HTTP);
    return read;
  });
  return { stage, pair, DPoP, tokens, readAt: Date.now() };
}

it("logs in, and takes answer and ID token for good, its signature too", async () => {
  const { tokens, readAt, stage } = login;
  expect(tokens.token_type).toBe("dpop");
  expectExpiresIn(tokens, { life: 900, readAt });
  expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({ sub: stage.user.id, aud: CLIENT });
});

it("asks who the person is", async () => {
  const { tokens, DPoP, stage } = login;
  const who = await withNonce(async () => {
    const answer = await oauth.userInfoRequest(server, client, tokens.access_token, { DPoP, ...HTTP });
    return oauth.processUserInfoResponse(server, client, stage.user.id, answer);
  });
  expect(who).toEqual({ sub: stage.user.id, name: "admin", preferred_username: "admin" });
});

it("finds by an API's address whose tokens it takes (RFC 9728), and calls it", async () => {
  const { tokens, DPoP, stage } = login;
  const origin = new URL(setting.origin);
  const found = await oauth.resourceDiscoveryRequest(origin, HTTP);
  expect(await oauth.processResourceDiscoveryResponse(origin, found)).toMatchObject({
    authorization_servers: [server.issuer],
    dpop_bound_access_tokens_required: true,
  });
  const answer = await withNonce(() => {
    const url = new URL("/orders", origin);
    return oauth.protectedResourceRequest(tokens.access_token, "GET", url, undefined, null, { DPoP, ...HTTP });
  });
  expect(await answer.json()).toMatchObject({ user: stage.user.id });
});

it("calls an API that judges token and proof by the library, and is refused without a proof", async () => {
  const { tokens, DPoP, stage } = login;
  const call = (options: oauth.ProtectedResourceRequestOptions) =>
    oauth.protectedResourceRequest(tokens.access_token, "GET", new URL(foreign), undefined, null, options);
  expect(await (await call({ DPoP, ...HTTP })).json()).toMatchObject({
    sub: stage.user.id,
    client_id: CLIENT,
    cnf: { jkt: stage.parties.session.thumbprint },
  });
  await expect(call(HTTP)).rejects.toBeInstanceOf(oauth.WWWAuthenticateChallengeError);
});

it("renews the token: the hash of the machine's statement comes into the proof by the library's hook", async () => {
  const { tokens, pair, stage } = await logIn();
  const device_statement = await refreshStatementOf(stage);
  const statement = await sha256Base64url(device_statement);
  const DPoP = oauth.DPoP(client, pair, {
    [oauth.modifyAssertion]: (_header, claims) => {
      claims["statement"] = statement;
    },
  });
  const renewed = await withNonce(async () => {
    const options = { DPoP, additionalParameters: { device_statement }, ...HTTP };
    const answer = await oauth.refreshTokenGrantRequest(server, client, none, tokens.refresh_token ?? "", options);
    return oauth.processRefreshTokenResponse(server, client, answer);
  });
  expect(oauth.getValidatedIdTokenClaims(renewed)?.sub).toBe(stage.user.id);
  expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
});

it("narrows the token", async () => {
  const { tokens, DPoP } = login;
  const form = {
    subject_token: tokens.access_token,
    subject_token_type: ACCESS_TOKEN_TYPE,
    scope: "orders:read",
    resource: setting.origin,
  };
  const less = await withNonce(async () => {
    const options = { DPoP, ...HTTP };
    const answer = await oauth.genericTokenEndpointRequest(server, client, none, TOKEN_EXCHANGE_GRANT, form, options);
    return oauth.processGenericTokenEndpointResponse(server, client, answer);
  });
  expect(less).toMatchObject({ scope: "orders:read", issued_token_type: ACCESS_TOKEN_TYPE });
});

it("an API asks of a token, answered plainly and in a JWT (RFC 9701), until it is given back", async () => {
  const { tokens, stage } = await logIn();
  const api: oauth.Client = { client_id: setting.orders.id };
  const introspect = async (requestJwtResponse: boolean) => {
    const by = oauth.PrivateKeyJwt(await cryptoKeyOf(setting.orders));
    const options = { requestJwtResponse, ...HTTP };
    const answer = await oauth.introspectionRequest(server, api, by, tokens.access_token, options);
    const read = await oauth.processIntrospectionResponse(server, api, answer);
    if (requestJwtResponse) await oauth.validateApplicationLevelSignature(server, answer, HTTP);
    return read;
  };
  const plain = await introspect(false);
  expect(plain).toMatchObject({ active: true, sub: stage.user.id, aud: [setting.origin], client_id: CLIENT });
  expect(await introspect(true)).toEqual(plain);

  const given = await oauth.revocationRequest(server, client, none, tokens.refresh_token ?? "", HTTP);
  await oauth.processRevocationResponse(given);
  for (const inJwt of [false, true]) expect(await introspect(inJwt)).toEqual({ active: false });
});
