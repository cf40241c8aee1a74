// openid-client, the OpenID Connect client of panva's: all of a login, by its own calls and its own DPoP.

import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import { DEVICE_CODE_GRANT } from "@nearside/shared/oauth/device-authorization.ts";
import { ACCESS_TOKEN_TYPE, TOKEN_EXCHANGE_GRANT } from "@nearside/shared/oauth/token-exchange.ts";
import { decodeJwt } from "jose";
import * as library from "openid-client";
import { beforeAll, expect, it } from "vitest";
import { CLIENT } from "../kit/login-steps.ts";
import type { EnrolledStage } from "../steps/enrolling.ts";
import { refreshStatementOf } from "../steps/logging-in.ts";
import { afterTests } from "../support/after-tests.ts";
import { expectExpiresIn } from "../support/expires-in.ts";
import { cryptoKeyOf, letApprove, openSetting, parametersOf, type Setting, STOCK, withSessionKey } from "./setting.ts";

const atEnd = afterTests();

let setting: Setting;
let client: library.Configuration;
/** A login for the tests that only use its token. */
let login: Login;
beforeAll(async () => {
  setting = await openSetting(atEnd);
  client = await discover(CLIENT, library.None());
  login = await logIn();
});

/** The signature of ID tokens is checked too, which the library else leaves to TLS. */
const discover = (id: string, authentication: library.ClientAuth) =>
  library.discovery(new URL(setting.stage.issuer), id, undefined, authentication, {
    execute: [library.allowInsecureRequests, library.enableNonRepudiationChecks],
  });

interface Login {
  readonly stage: EnrolledStage;
  readonly pair: library.CryptoKeyPair;
  readonly DPoP: library.DPoPHandle;
  readonly tokens: library.TokenEndpointResponse & library.TokenEndpointResponseHelpers;
  /** Milliseconds. */
  readonly readAt: number;
  /** Requests that it took, the one for a nonce among them. */
  readonly polls: number;
}

/** The person approves while the library's poll is held open. */
async function logIn(): Promise<Login> {
  const pair = await library.randomDPoPKeyPair("ES256");
  const stage = await withSessionKey(setting.stage, pair);
  const DPoP = library.getDPoPHandle(client, pair);
  const begun = await library.initiateDeviceAuthorization(client, await parametersOf(stage, setting.origin));
  const watched = watchPolls();
  const polling = library.pollDeviceAuthorizationGrant(client, begun, {}, { DPoP });
  await Promise.race([watched.held, polling]);
  await letApprove(stage, begun);
  const tokens = await polling;
  return { stage, pair, DPoP, tokens, readAt: Date.now(), polls: watched.count() };
}

/** The second is the one that may be held: the first hears which nonce to use. */
function watchPolls() {
  const { promise: held, resolve } = Promise.withResolvers<void>();
  let count = 0;
  client[library.customFetch] = (url, options) => {
    if (new URLSearchParams(String(options.body)).get("grant_type") === DEVICE_CODE_GRANT) count++;
    const answer = fetch(url, options as RequestInit);
    if (count === 2) resolve();
    return answer;
  };
  return { held, count: () => count };
}

it("logs in: finds the server, asks, waits in one held poll, and takes the ID token for good", async () => {
  const { tokens, readAt, polls, stage } = login;
  expect(polls).toBe(2);
  expect(tokens.token_type).toBe("dpop");
  expectExpiresIn(tokens, { life: 900, readAt });
  expect(tokens.claims()).toMatchObject({ iss: stage.issuer, sub: stage.user.id, aud: CLIENT });
  expect(decodeJwt(tokens.access_token)["cnf"]).toEqual({ jkt: stage.parties.session.thumbprint });
});

it("asks who the person is, and calls an API, with the server's nonces and the API's", async () => {
  const { tokens, DPoP, stage } = login;
  expect(await library.fetchUserInfo(client, tokens.access_token, stage.user.id, { DPoP })).toEqual({
    sub: stage.user.id,
    name: "admin",
    preferred_username: "admin",
  });
  const url = new URL("/orders", setting.origin);
  const answer = await library.fetchProtectedResource(client, tokens.access_token, url, "GET", null, undefined, {
    DPoP,
  });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ user: stage.user.id });
});

it("renews the token, with the machine's statement beside it and its hash in the proof", async () => {
  const { tokens, pair, stage } = await logIn();
  const device_statement = await refreshStatementOf(stage);
  const statement = await sha256Base64url(device_statement);
  const DPoP = library.getDPoPHandle(client, pair, {
    [library.modifyAssertion]: (_header, claims) => {
      claims["statement"] = statement;
    },
  });
  const renewed = await library.refreshTokenGrant(client, tokens.refresh_token ?? "", { device_statement }, { DPoP });
  expect(renewed.claims()?.sub).toBe(stage.user.id);
  expect(renewed.access_token).not.toBe(tokens.access_token);
  expect(renewed.refresh_token).not.toBe(tokens.refresh_token);
  await library.fetchUserInfo(client, renewed.access_token, stage.user.id, {
    DPoP: library.getDPoPHandle(client, pair),
  });
});

it("without the machine's statement it is refused, and its user reads why", async () => {
  const { tokens, DPoP } = login;
  const refused = library.refreshTokenGrant(client, tokens.refresh_token ?? "", {}, { DPoP });
  await expect(refused).rejects.toMatchObject({
    error: "invalid_request",
    error_description: expect.stringMatching(/device_statement/),
  });
  const begun = library.initiateDeviceAuthorization(client, { scope: "openid" });
  await expect(begun).rejects.toMatchObject({
    error: "invalid_request",
    error_description: expect.stringMatching(/nearside enroll/),
  });
});

it("exchanges the token: the program for a narrower one, the API for one of its own", async () => {
  const { tokens, DPoP } = login;
  const exchange = { subject_token: tokens.access_token, subject_token_type: ACCESS_TOKEN_TYPE };
  const narrow = await library.genericGrantRequest(
    client,
    TOKEN_EXCHANGE_GRANT,
    { ...exchange, scope: "orders:read", resource: setting.origin },
    { DPoP },
  );
  expect(narrow).toMatchObject({ scope: "orders:read", issued_token_type: ACCESS_TOKEN_TYPE });
  const { id } = setting.orders;
  const api = await discover(id, library.PrivateKeyJwt(await cryptoKeyOf(setting.orders)));
  const acting = await library.genericGrantRequest(
    api,
    TOKEN_EXCHANGE_GRANT,
    { ...exchange, resource: STOCK },
    { DPoP: library.getDPoPHandle(api, await library.randomDPoPKeyPair("ES256")) },
  );
  expect(decodeJwt(acting.access_token)).toMatchObject({ aud: [STOCK], act: { sub: id }, scope: "orders:read" });
});

it("gives the login back, and the API hears that the token is over", async () => {
  const { tokens } = await logIn();
  const { id } = setting.orders;
  const api = await discover(id, library.PrivateKeyJwt(await cryptoKeyOf(setting.orders)));
  expect(await library.tokenIntrospection(api, tokens.access_token)).toMatchObject({ active: true, client_id: CLIENT });
  await library.tokenRevocation(client, tokens.refresh_token ?? "");
  expect(await library.tokenIntrospection(api, tokens.access_token)).toEqual({ active: false });
});
